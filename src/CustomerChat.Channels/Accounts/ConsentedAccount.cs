using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Consent;
using CustomerChat.Delivery;
using CustomerChat.Files;
using CustomerChat.Intake;

namespace CustomerChat.Channels.Accounts;

/// <summary>An account that sends nothing to a customer who does not want messages, and records it when its provider says so.</summary>
internal sealed class ConsentedAccount(IChannelAccount account, Consents consents) : IChannelAccount, ICustomerNames, IFileSource
{
    public int MaxText => account.MaxText;

    public ImmutableArray<TimeSpan> RetrySchedule => account.RetrySchedule;

    public TimeSpan? AnswerWindow => account.AnswerWindow;

    public bool HasTemplate => account.HasTemplate;

    public bool MarksRead => account.MarksRead;

    public bool ReportsDelivery => account.ReportsDelivery;

    public ChannelTexts Texts => account.Texts;

    public int? MaxBody => account.MaxBody;

    public ImmutableArray<string> MediaTypes => account.MediaTypes;

    public InboundResult.Refused? CheckHead(InboundRequest head) => account.CheckHead(head);

    public InboundResult Receive(InboundRequest request) => account.Receive(request);

    public Task ShowTypingAsync(ChannelAddress to, string? answered, CancellationToken cancellationToken) => account.ShowTypingAsync(to, answered, cancellationToken);

    public Task MarkReadAsync(ChannelAddress to, string? last, CancellationToken cancellationToken) => account.MarkReadAsync(to, last, cancellationToken);

    public Task<string?> FindNameAsync(ChannelAddress address, CancellationToken cancellationToken) =>
        account is ICustomerNames names ? names.FindNameAsync(address, cancellationToken) : Task.FromResult<string?>(null);

    public string? FileTypes => (account as IFileSource)?.FileTypes;

    public Task<FileSourceResult> OpenAsync(FileReference file, CancellationToken cancellationToken) => account is IFileSource source
        ? source.OpenAsync(file, cancellationToken)
        : Task.FromResult<FileSourceResult>(new FileSourceResult.Refused("the channel has no files"));

    public async Task<DeliveryResult> SendAsync(OutboundMessage message, CancellationToken cancellationToken)
    {
        // If only the provider has reported that the customer wants no messages, an operator's replay asks the provider again. The provider
        // refuses again if it is still so.
        var asksAgain = message.IsReplay && await consents.IsKnownByProviderAloneAsync(message.To, cancellationToken);
        if (!asksAgain && await consents.RefusalAsync(message.To, cancellationToken) is { } refusal)
        {
            return new DeliveryResult.Refused(refusal) { Cause = RefusalCause.Consent };
        }

        var result = await account.SendAsync(message, cancellationToken);
        if (result is DeliveryResult.Refused { Cause: RefusalCause.Consent } refused)
        {
            await consents.RefusedByProviderAsync(message.To, refused.Reason, cancellationToken);
        }
        else if (asksAgain && result is DeliveryResult.Accepted)
        {
            await consents.TakenByProviderAsync(message.To, cancellationToken);
        }

        return result;
    }
}
