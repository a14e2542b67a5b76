using CustomerChat.App.Api;
using CustomerChat.App.Limits;
using CustomerChat.Chats;
using CustomerChat.Files;
using CustomerChat.Intake;
using CustomerChat.Ledger;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.App.Files;

/// <summary>
/// <c>GET</c> and <c>HEAD api/files/{token}</c>: a file, for everybody who has its link. The answer is the same for a link that was never
/// made, a link that has expired, and a link to a chat that was erased.
/// </summary>
public sealed class FileApi(
    FileLinks links, IFileStore store, ChatLedger ledger, ChatIntake intake, RequestLimits limits, TimeProvider time)
{
    public async Task<IResult> GetAsync(HttpRequest request, string token, CancellationToken cancellationToken)
    {
        // Errors have these headers too: nobody may keep an error or show it in a frame.
        FileReply.Guard(request.HttpContext.Response);
        if (limits.File(request) is { } wait)
        {
            return ApiError.TooMany.ToResult(request, wait);
        }

        return links.Open(token) is { } ticket && await FindAsync(ticket, cancellationToken) is { } file
            ? await ReplyAsync(request, ticket, file, cancellationToken)
            : ApiError.UnknownFile.ToResult();
    }

    private async Task<ChatFile?> FindAsync(FileTicket ticket, CancellationToken cancellationToken)
    {
        // Read from the storage for this call: an erasure by another host counts at once.
        if (!store.IsOn
            || await ledger.GetAsync(ticket.ChatId, TimeSpan.Zero, cancellationToken) is not { } chat
            || (ticket.Until <= time.GetUtcNow() && chat.State == ChatState.Idle)
            || ticket.Index < 1 || ticket.Index > chat.LastIndex)
        {
            return null;
        }

        return await intake.ReadAsync(chat, ticket.Index, cancellationToken, most: 1) is [var entry] && ticket.Number < entry.Files.Length ? entry.Files[ticket.Number] : null;
    }

    private async Task<IResult> ReplyAsync(HttpRequest request, FileTicket ticket, ChatFile file, CancellationToken cancellationToken)
    {
        var reply = new FileReply(file, IsDownload: request.Query.ContainsKey("download"));
        if (HttpMethods.IsHead(request.Method))
        {
            return await store.ExistsAsync(ticket.ChatId, file.Part, cancellationToken) ? reply : ApiError.UnknownFile.ToResult();
        }

        var range = ByteRange.Of(request.Headers.Range, request.Headers.IfRange, reply.Tag, file.Size);
        if (range is { IsSatisfiable: false })
        {
            return reply with { Range = range };
        }

        return await store.OpenAsync(ticket.ChatId, file.Part, range?.From ?? 0, range?.Length, cancellationToken) is { } content
            ? reply with { Range = range, Content = content }
            : ApiError.UnknownFile.ToResult();
    }
}
