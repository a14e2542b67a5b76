using System.Collections.Immutable;
using CustomerChat.Delivery;
using CustomerChat.Intake;

namespace CustomerChat.Channels.Accounts;

/// <summary>What the relay found in a webhook's request.</summary>
public abstract record InboundResult
{
    private InboundResult()
    {
    }

    /// <summary>The request comes from the provider.</summary>
    /// <param name="Messages">The messages, in the order in which they are to be posted.</param>
    /// <param name="Reports">What became of messages that the relay sent.</param>
    public sealed record Received(ImmutableArray<InboundMessage> Messages, ImmutableArray<DeliveryReport> Reports) : InboundResult
    {
        /// <summary>The parts that nobody needs to read, each as a reason of <see cref="Channels.Inbound.Ignored"/>.</summary>
        public ImmutableArray<string> Ignored { get; init; } = [];

        /// <summary>The answer that the provider expects, with its content type; null = none.</summary>
        public (string Body, string ContentType)? Answer { get; init; }
    }

    /// <summary>The provider asks whether the address belongs to the relay; this is the answer.</summary>
    public sealed record Challenge(string Answer) : InboundResult;

    /// <summary>The request does not prove that it comes from the provider. The reason goes into the log, never into the answer.</summary>
    /// <param name="Status">The HTTP status that the provider's convention wants.</param>
    public sealed record Refused(Authenticity Why, int Status = 403) : InboundResult;

    /// <summary>A program asks to write to a customer first.</summary>
    /// <param name="Id">The request's own id. A second request with the same id sends nothing more.</param>
    public sealed record Outbound(string Id) : InboundResult;

    /// <summary>The request has more parts than any of the provider's webhooks.</summary>
    public sealed record TooLarge : InboundResult;

    /// <summary>The request comes from the provider, but can't be read.</summary>
    public sealed record Malformed : InboundResult;
}
