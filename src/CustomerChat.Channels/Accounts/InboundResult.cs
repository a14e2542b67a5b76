using System.Collections.Immutable;
using CustomerChat.Delivery;
using CustomerChat.Intake;

namespace CustomerChat.Channels.Accounts;

/// <summary>What a webhook's request is.</summary>
public abstract record InboundResult
{
    private InboundResult()
    {
    }

    /// <summary>It comes from the provider.</summary>
    /// <param name="Messages">In the order in which they are to be posted.</param>
    /// <param name="Reports">What became of messages of ours.</param>
    public sealed record Received(ImmutableArray<InboundMessage> Messages, ImmutableArray<DeliveryReport> Reports) : InboundResult
    {
        /// <summary>What is for nobody to read, a reason of <see cref="Channels.Inbound.Ignored"/> each.</summary>
        public ImmutableArray<string> Ignored { get; init; } = [];

        /// <summary>The answer that the provider expects, with its content type; null = none.</summary>
        public (string Body, string ContentType)? Answer { get; init; }
    }

    /// <summary>The provider asks whether the address is ours; this is the answer.</summary>
    public sealed record Challenge(string Answer) : InboundResult;

    /// <summary>It does not prove that it comes from the provider. The reason is for our tests, never for the answer.</summary>
    /// <param name="Why">What was wrong.</param>
    /// <param name="Status">The HTTP status by the provider's convention.</param>
    public sealed record Refused(Authenticity Why, int Status = 403) : InboundResult;

    /// <summary>A program asks to write to a customer first.</summary>
    /// <param name="Id">The request's own id: asked for again with it, nothing more is sent.</param>
    public sealed record Outbound(string Id) : InboundResult;

    /// <summary>It has more parts than any of the provider's webhooks.</summary>
    public sealed record TooLarge : InboundResult;

    /// <summary>It comes from the provider, and can't be read.</summary>
    public sealed record Malformed : InboundResult;
}
