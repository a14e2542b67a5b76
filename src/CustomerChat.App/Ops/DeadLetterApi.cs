using System.Globalization;
using System.Text.Json;
using CustomerChat.App.Api;
using CustomerChat.App.Http;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Operating;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CustomerChat.App.Ops;

/// <summary>Dead letters, for operators. The host checks the operator's key. If no key is configured, every request gets 401.</summary>
public sealed partial class DeadLetterApi(IDeadLetters deadLetters, DeadLetterReplay replay, BodyReader bodies, TimeProvider time, ILogger<DeadLetterApi> logger)
{
    /// <summary>The most dead letters of one answer.</summary>
    private const int Most = 1_000;

    /// <summary>The most dead letters of one request to replay.</summary>
    private const int MostReplayed = 50;

    private const int ChatsAtOnce = 8;

    /// <summary>No replay begins after this time, so that the caller gets an answer in time.</summary>
    private static readonly TimeSpan BeginLimit = TimeSpan.FromSeconds(15);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    internal static ApiError WhichLetters { get; } = ApiError.Missing($"ids must be a list of 1 to {MostReplayed} ids of dead letters.");

    /// <summary>
    /// <c>GET dead-letters?direction=&amp;search=</c>. The search text is a part of the reason, or the beginning of the chat's id.
    /// </summary>
    public async Task<IResult> ListAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        string? Text(string name) => OpsQuery.Text(request, name);

        var (direction, search) = (Text("direction"), Text("search"));
        if (direction is not (null or "up" or "down" or "event"))
        {
            return ApiError.OutOfRange("direction must be up, down or event.").ToResult();
        }

        // An endpoint of events that is down for a day may have thousands of dead letters. They must not hide those of messages.
        var (letters, events) = (new List<DeadLetterReply>(), new List<DeadLetterReply>());
        await foreach (var letter in deadLetters.ListAsync(cancellationToken))
        {
            if (!IsMeant(letter, direction, search))
            {
                continue;
            }

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

    /// <summary>
    /// 200: the replay succeeded. 409: the replay failed, and the dead letter has the new reason. 404: there is no such dead letter.
    /// </summary>
    public async Task<IResult> ReplayAsync(string id, CancellationToken cancellationToken) =>
        await replay.ReplayAsync(id, cancellationToken) switch
        {
            { Found: false } => TypedResults.NotFound(),
            { Done: true } => TypedResults.Json(new ReplayReply(id, true, null)),
            { Reason: var reason } => TypedResults.Json(new ReplayReply(id, false, reason), statusCode: 409),
        };

    /// <summary>
    /// <c>POST dead-letters/replay</c> with ids. Dead letters of one chat are replayed one after the other, in the chat's order; several
    /// chats at the same time.
    /// </summary>
    public async Task<IResult> ReplayAllAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (body, error) = await bodies.ReadAsync(request, 16 * 1024, cancellationToken);
        if (body is null)
        {
            return error!.ToResult();
        }

        (var ids, error) = Body.Read(body, json => Body.Texts(json, "ids"));
        if (error is not null || ids is not { Count: > 0 and <= MostReplayed })
        {
            return (error ?? WhichLetters).ToResult();
        }

        var (began, results) = (time.GetTimestamp(), new System.Collections.Concurrent.ConcurrentDictionary<string, ReplayReply>(StringComparer.Ordinal));
        await Parallel.ForEachAsync(
            ids.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).GroupBy(ChatOf),
            new ParallelOptions { MaxDegreeOfParallelism = ChatsAtOnce, CancellationToken = cancellationToken },
            async (chat, token) =>
            {
                foreach (var id in chat.OrderBy(IndexOf))
                {
                    var result = time.GetElapsedTime(began) < BeginLimit ? await replay.ReplayAsync(id, token) : null;
                    results[id] = new(id, result is { Done: true }, result switch
                    {
                        null => "Not tried: the time for this request was over.",
                        { Found: false } => "There is no such dead letter.",
                        _ => result.Reason,
                    });
                }
            });
        var replies = ids.Distinct(StringComparer.Ordinal).Select(id => results[id]).ToList();
        Log.Replayed(logger, replies.Count(r => r.Done), replies.Count);
        return TypedResults.Json(new ReplaysReply(replies.Count(r => r.Done), replies), Json);
    }

    private static bool IsMeant(DeadLetter letter, string? direction, string? search) =>
        (direction is null || letter.Direction == direction)
        && (search is null || letter.Reason.Contains(search, StringComparison.OrdinalIgnoreCase) || letter.ChatId.StartsWith(search, StringComparison.OrdinalIgnoreCase));

    /// <summary>The chat's id, with which a dead letter's id begins: <c>{chat}-{index}-{kind}</c>.</summary>
    private static string ChatOf(string id) => id.Length > ChatIds.Length ? id[..ChatIds.Length] : id;

    private static long IndexOf(string id) =>
        id.Length > ChatIds.Length && id[(ChatIds.Length + 1)..].Split('-')[0] is var digits && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : 0;

    private static partial class Log
    {
        [LoggerMessage(335, LogLevel.Warning, "An operator replayed dead letters: {Done} of {All} were sent again.")]
        public static partial void Replayed(ILogger logger, int done, int all);
    }
}

public sealed record DeadLettersReply(IReadOnlyList<DeadLetterReply> DeadLetters);

/// <param name="Direction">
/// up: from the customer to the contact centre. down: to the customer's channel. event: to an endpoint of lifecycle events.
/// </param>
public sealed record DeadLetterReply(string Id, string ChatId, long Index, string Direction, string Reason, DateTimeOffset At);

public sealed record ReplayReply(string Id, bool Done, string? Reason);

/// <summary>The results of several replays.</summary>
/// <param name="Done">How many replays succeeded.</param>
/// <param name="Letters">One result for each id.</param>
public sealed record ReplaysReply(int Done, IReadOnlyList<ReplayReply> Letters);
