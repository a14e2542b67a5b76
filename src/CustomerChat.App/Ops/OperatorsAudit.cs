using CustomerChat.App.Http;
using CustomerChat.Chats;
using CustomerChat.Intake;
using CustomerChat.Operating;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.App.Ops;

/// <summary>
/// Writes to the audit log what operators ask for, before the relay does it. If the entry can't be written, the relay does not do it. Lists
/// that say nothing about a customer are not logged. A read that is repeated within five minutes, as an open page does it, is logged once
/// in each process.
/// </summary>
public sealed class OperatorsAudit(IAuditLog log, TimeProvider time)
{
    private const int MaxRemembered = 10_000;

    private static readonly TimeSpan Again = TimeSpan.FromMinutes(5);

    /// <summary>The operators' page reads these again and again. Every route that is not named here is logged, also a new one.</summary>
    private static readonly string[] Lists = [Routes.OpsChats, Routes.DeadLetters, Routes.Minutes, Routes.Audit];

    private readonly Lock _lock = new();
    private readonly LeastRecent<(string Operator, string Action, string? Subject), long> _read = new(MaxRemembered);

    /// <param name="name">The operator who asks.</param>
    /// <param name="route">The route's template.</param>
    /// <param name="subject">
    /// The id in the route. For a chat's id only the first eight digits are logged, because everybody who has the whole id can read the
    /// chat.
    /// </param>
    /// <param name="format">
    /// The format that is asked for; null = the usual one. An export (csv, text or html) is logged each time, also of a list.
    /// </param>
    public async Task NoteAsync(string name, string method, string route, string? subject, string? format, CancellationToken cancellationToken)
    {
        var (isGet, export) = (HttpMethods.IsGet(method), format is "csv" or "text" or "html" ? $" as {format}" : "");
        var action = (Operator: name, Action: $"{method.ToUpperInvariant()} {route}{export}", Subject: Short(subject));
        var isRead = isGet && export.Length == 0;
        if (isRead && (Lists.Contains(route) || WasJustRead(action)))
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
