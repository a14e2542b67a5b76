using CustomerChat.Delivery;
using CustomerChat.Operating;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.App.Ops;

/// <summary>Dead letters, for operators. The host guards it: no key configured means off.</summary>
public sealed class DeadLetterApi(IDeadLetters deadLetters, DeadLetterReplay replay)
{
    /// <summary>The most letters of one answer.</summary>
    private const int Most = 1_000;

    public async Task<IResult> ListAsync(CancellationToken cancellationToken)
    {
        // An endpoint of events that is down for a day may have thousands: they hide no message.
        var (letters, events) = (new List<DeadLetterReply>(), new List<DeadLetterReply>());
        await foreach (var letter in deadLetters.ListAsync(cancellationToken))
        {
            var list = letter.Event is null ? letters : events;
            if (list.Count < Most)
            {
                list.Add(new(letter.Id, letter.ChatId, letter.Index, letter.Direction, letter.Reason, letter.At));
            }

            if (letters.Count == Most)
            {
                break;
            }
        }

        letters.AddRange(events.Take(Most - letters.Count));
        return TypedResults.Json(new DeadLettersReply(letters));
    }

    /// <summary>200: it is where it belongs. 409: not yet, and the letter has the new reason. 404: there is no such letter.</summary>
    public async Task<IResult> ReplayAsync(string id, CancellationToken cancellationToken) =>
        await replay.ReplayAsync(id, cancellationToken) switch
        {
            { Found: false } => TypedResults.NotFound(),
            { Done: true } => TypedResults.Json(new ReplayReply(id, true, null)),
            { Reason: var reason } => TypedResults.Json(new ReplayReply(id, false, reason), statusCode: 409),
        };
}

public sealed record DeadLettersReply(IReadOnlyList<DeadLetterReply> DeadLetters);

/// <param name="Direction">up: the customer's, for the contact centre. down: for the customer's channel. event: for an endpoint of lifecycle events.</param>
public sealed record DeadLetterReply(string Id, string ChatId, long Index, string Direction, string Reason, DateTimeOffset At);

public sealed record ReplayReply(string Id, bool Done, string? Reason);
