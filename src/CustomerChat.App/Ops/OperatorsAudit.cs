using CustomerChat.App.Http;
using CustomerChat.Chats;
using CustomerChat.Intake;
using CustomerChat.Operating;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.App.Ops;

/// <summary>
/// Writes down what operators ask for, before it is done: what can't be written down is not done. Lists that say nothing of a customer are not written down. Who reads the
/// same thing again within five minutes, as an open page does, is written down once for each process.
/// </summary>
public sealed class OperatorsAudit(IAuditLog log, TimeProvider time)
{
    private const int MaxRemembered = 10_000;

    private static readonly TimeSpan Again = TimeSpan.FromMinutes(5);

    /// <summary>A page asks for these again and again. A new route is written down unless it is named here.</summary>
    private static readonly string[] Lists = [Routes.OpsChats, Routes.DeadLetters, Routes.Minutes, Routes.Audit];

    private readonly Lock _lock = new();
    private readonly LeastRecent<(string Operator, string Action, string? Subject), long> _read = new(MaxRemembered);

    /// <param name="name">Who asks.</param>
    /// <param name="method">The request's method.</param>
    /// <param name="route">The route's template.</param>
    /// <param name="subject">The id in the route. Of a chat's id the first eight digits are kept: whoever has the whole one can read the chat.</param>
    /// <param name="format">In which format it is asked for; null = the usual one. An export is written down each time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task NoteAsync(string name, string method, string route, string? subject, string? format, CancellationToken cancellationToken)
    {
        var (isGet, export) = (HttpMethods.IsGet(method), format is "csv" or "text" ? $" as {format}" : "");
        var action = (Operator: name, Action: $"{method.ToUpperInvariant()} {route}{export}", Subject: Short(subject));
        var isRead = isGet && export.Length == 0;
        if (isGet && (Lists.Contains(route) || (isRead && WasJustRead(action))))
        {
            return;
        }

        await log.AddAsync(new(time.GetUtcNow(), action.Operator, action.Action, action.Subject), cancellationToken);
        if (isRead)
        {
            lock (_lock)
            {
                _read.Set(action, time.GetTimestamp());
            }
        }
    }

    private static string? Short(string? subject) =>
        subject is { Length: >= ChatIds.Length } && ChatIds.IsWellFormed(subject[..ChatIds.Length]) ? (ShortChatId)subject + subject[ChatIds.Length..] : subject;

    private bool WasJustRead((string, string, string?) action)
    {
        lock (_lock)
        {
            return _read.TryGet(action, out var at) && time.GetElapsedTime(at) < Again;
        }
    }
}
