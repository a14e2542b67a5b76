using CustomerChat.Relay;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.App.Ops;

/// <summary>Dead letters, for operators. The host guards it: no key configured means off.</summary>
public sealed class DeadLetterApi(IDeadLetters deadLetters, DeadLetterReplay replay)
{
    /// <summary>The most letters of one answer.</summary>
    private const int Most = 1_000;

    public async Task<IResult> ListAsync(CancellationToken cancellationToken)
    {
        var letters = new List<object>();
        await foreach (var letter in deadLetters.ListAsync(cancellationToken))
        {
            letters.Add(new { id = letter.Id, letter.ChatId, letter.Index, direction = letter.ToContactCenter ? "up" : "down", letter.Reason, letter.At });
            if (letters.Count == Most)
            {
                break;
            }
        }

        return TypedResults.Json(new { deadLetters = letters });
    }

    /// <summary>200: it is where it belongs. 409: not yet, and the letter has the new reason. 404: there is no such letter.</summary>
    public async Task<IResult> ReplayAsync(string id, CancellationToken cancellationToken) =>
        await replay.ReplayAsync(id, cancellationToken) switch
        {
            { Found: false } => TypedResults.NotFound(),
            { Done: true } => TypedResults.Json(new { id, done = true }),
            { Reason: var reason } => TypedResults.Json(new { id, done = false, reason }, statusCode: 409),
        };
}
