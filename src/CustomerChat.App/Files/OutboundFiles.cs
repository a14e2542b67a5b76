using CustomerChat.Chats;
using CustomerChat.Files;
using CustomerChat.Ledger;
using Microsoft.Extensions.Options;

namespace CustomerChat.App.Files;

/// <summary>
/// Links to files that agents send. A link leads to this relay, which knows the file, or to a host in <c>Files:LinkHosts</c>. The relay
/// asks that host for type and size (HEAD, no redirect). If the host does not answer with both, the link goes out as it is.
/// </summary>
internal sealed class OutboundFiles(FileLinks links, ChatLedger ledger, IChatStore store, IHttpClientFactory clients, IOptions<ChatFileOptions> options, TimeProvider time) : IOutboundFiles
{
    public const string Client = "linked files";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<string> _hosts = options.Value.Hosts();

    public ValueTask<LinkedFile?> FindAsync(ChatEntry entry, CancellationToken cancellationToken) =>
        !options.Value.Enabled || LinkOf(entry) is not { } link ? ValueTask.FromResult<LinkedFile?>(null)
        : links.TokenOf(link.AbsoluteUri) is { } token ? new(FindOursAsync(link, token, CaptionOf(entry), cancellationToken))
        : _hosts.Contains(link.Authority, StringComparer.OrdinalIgnoreCase) ? new(AskAsync(link, CaptionOf(entry), cancellationToken))
        : ValueTask.FromResult<LinkedFile?>(null);

    /// <summary>
    /// The address, if an agent's entry is a pushed address or a text that is nothing but an address; otherwise null. Pure.
    /// </summary>
    internal static Uri? LinkOf(ChatEntry entry)
    {
        var text = entry.From.Type != ParticipantType.Agent ? null
            : entry.Type == EntryType.PushUrl ? entry.Url
            : entry.Type == EntryType.Text ? entry.Text
            : null;
        return text?.Trim() is { Length: > 8 and <= 2_048 } link && !link.Any(char.IsWhiteSpace)
            && Uri.TryCreate(link, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" && address.UserInfo.Length == 0 ? address : null;
    }

    private static string? CaptionOf(ChatEntry entry) => entry.Type == EntryType.PushUrl && !string.IsNullOrWhiteSpace(entry.Text) ? entry.Text : null;

    private async Task<LinkedFile?> FindOursAsync(Uri link, string token, string? caption, CancellationToken cancellationToken)
    {
        if (links.Open(token) is not { } ticket || await ledger.GetAsync(ticket.ChatId, TimeSpan.FromMinutes(1), cancellationToken) is not { } chat || ticket.Index > chat.LastIndex)
        {
            return null;
        }

        return await store.ReadAsync(ticket.ChatId, ticket.Index, ticket.Index, cancellationToken) is [var entry] && ticket.Number < entry.Files.Length
            && entry.Files[ticket.Number] is var file && FileTypes.Of(file.Type) is { } type
                ? new(link, file.Name, type, file.Size, caption)
                : null;
    }

    private async Task<LinkedFile?> AskAsync(Uri link, string? caption, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, link);
            using var response = await clients.CreateClient(Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return response.IsSuccessStatusCode && response.Content.Headers is { ContentLength: > 0 and var size, ContentType.MediaType: { } media } headers && FileTypes.Of(media) is { } type
                ? new(link, FileNames.Of(headers.ContentDisposition?.FileNameStar ?? headers.ContentDisposition?.FileName?.Trim('"') ?? Path.GetFileName(link.LocalPath), type, "file"), type, size, caption)
                : null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}
