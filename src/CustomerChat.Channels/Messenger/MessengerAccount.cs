using System.Text.Json.Nodes;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;
using CustomerChat.Channels.Meta;
using CustomerChat.Chats;
using CustomerChat.Delivery;
using CustomerChat.Files;
using CustomerChat.Intake;

namespace CustomerChat.Channels.Messenger;

/// <summary>A Facebook page.</summary>
internal sealed class MessengerAccount(string account, MessengerOptions options, HttpClient http, HttpClient guarded, TimeProvider time)
    : MetaAccount(options, http, time), ICustomerNames, IFileSource
{
    public const string Channel = "messenger";

    private readonly InboundMapper _mapper = new(Channel, account, options);
    private readonly FileDownload _files = new(http, guarded, options.FileHosts("*.fbcdn.net, *.fbsbx.com"), time);
    private readonly MessengerNames _names = new(options, http, time);

    public override int MaxText => 2_000;

    public override async Task<DeliveryResult> SendAsync(OutboundMessage message, CancellationToken cancellationToken) =>
        message.File is { } file && MediaLimits.Messenger(file) is { } kind
            && await SendAsync(message, Attachment(kind, file), cancellationToken) is var result and not DeliveryResult.Refused { Cause: RefusalCause.Message }
                ? result
            : _mapper.Offer(message) is var (question, titles) && Buttons.Messenger(titles) is { } buttons
                && await SendAsync(message, new JsonObject { ["text"] = question, ["metadata"] = message.Id, ["quick_replies"] = buttons }, cancellationToken)
                    is var offered and not DeliveryResult.Refused { Cause: RefusalCause.Message }
                ? offered
                : await SendAsync(
                    message, message.IsTemplate ? new JsonObject { ["template"] = Template } : new JsonObject { ["text"] = message.Text, ["metadata"] = message.Id }, cancellationToken);

    private static JsonObject Attachment(string kind, LinkedFile file) => new()
    {
        ["attachment"] = new JsonObject { ["type"] = kind, ["payload"] = new JsonObject { ["url"] = file.Link.AbsoluteUri, ["is_reusable"] = false } },
    };

    private Task<DeliveryResult> SendAsync(OutboundMessage message, JsonObject content, CancellationToken cancellationToken) =>
        PostAsync(
            $"{options.PageId}/messages",
            new JsonObject
            {
                ["recipient"] = new JsonObject { ["id"] = message.To.Address },
                ["messaging_type"] = message.IsTemplate ? "UTILITY" : "RESPONSE",
                ["message"] = content,
            },
            answer => answer["message_id"].Text,
            cancellationToken);

    public override Task ShowTypingAsync(ChannelAddress to, string? answered, CancellationToken cancellationToken) => ActAsync(to, "typing_on", cancellationToken);

    public override Task MarkReadAsync(ChannelAddress to, string? last, CancellationToken cancellationToken) => ActAsync(to, "mark_seen", cancellationToken);

    private Task ActAsync(ChannelAddress to, string action, CancellationToken cancellationToken) =>
        PostAsync(
            $"{options.PageId}/messages",
            new JsonObject { ["recipient"] = new JsonObject { ["id"] = to.Address }, ["sender_action"] = action },
            _ => null,
            cancellationToken);

    public Task<string?> FindNameAsync(ChannelAddress address, CancellationToken cancellationToken) => _names.FindAsync(address.Address, cancellationToken);

    public string? FileTypes => options.OwnFileTypes;

    /// <summary>The links are signed. They need no token, and the relay sends none.</summary>
    public Task<FileSourceResult> OpenAsync(FileReference file, CancellationToken cancellationToken) => Uri.TryCreate(file.Locator, UriKind.Absolute, out var link)
        ? _files.GetAsync(link, null, cancellationToken)
        : Task.FromResult<FileSourceResult>(new FileSourceResult.Refused("its link is not a valid address"));

    protected override InboundResult Read(LenientJson body) => MessengerParser.Read(body, options.PageId!, _mapper);
}
