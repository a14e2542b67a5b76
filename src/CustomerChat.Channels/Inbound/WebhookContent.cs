using System.Collections.Immutable;
using CustomerChat.Channels.Accounts;
using CustomerChat.Delivery;
using CustomerChat.Intake;

namespace CustomerChat.Channels.Inbound;

/// <summary>Collects what one webhook brings. Every part of it is a message, a report, or ignored for a reason.</summary>
internal sealed class WebhookContent(InboundMapper mapper)
{
    private readonly ImmutableArray<InboundMessage>.Builder _messages = ImmutableArray.CreateBuilder<InboundMessage>();
    private readonly ImmutableArray<DeliveryReport>.Builder _reports = ImmutableArray.CreateBuilder<DeliveryReport>();
    private readonly ImmutableArray<string>.Builder _ignored = ImmutableArray.CreateBuilder<string>();

    public void Add(InboundEvent happened) => _messages.Add(mapper.Message(happened));

    public void Add(DeliveryReport report) => _reports.Add(report);

    public void Ignore(string reason) => _ignored.Add(reason);

    public InboundResult.Received Result => new(_messages.ToImmutable(), _reports.ToImmutable()) { Ignored = _ignored.ToImmutable() };
}
