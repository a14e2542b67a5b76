using CustomerChat.Turn;

namespace CustomerChat.ContactCenter.Http;

/// <summary>
/// When a gateway's refusal of a text counts for good. A firewall in front of a contact centre refuses some texts because of their content, each time. The customer's later texts
/// wait behind such a text, so it must be given up. But a gateway may also refuse a request by mistake, and the customer must not lose the text for that. So a client sends
/// the text a second time at once, makes sure that the chat can be read, and goes on trying for a while.
/// </summary>
internal static class GatewayRefusal
{
    /// <summary>How long the relay tries to send a text that a gateway refuses.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>The fault of a text that a gateway has refused twice in a row, while the chat could be read.</summary>
    public static ContactCenterException Twice(ContactCenterException e, UpstreamText text, DateTimeOffset now) =>
        e.As(now - text.At > Patience ? ContactCenterFault.Refused : ContactCenterFault.NotNow);
}
