using System.Net.Http.Headers;

namespace CustomerChat.Turn;

/// <summary>
/// What a server's answer tells about its clock. The server's clock and the relay's may differ by hours. So a time from the server is
/// compared with the server's own <c>Date</c> (RFC 9110, sections 6.6.1 and 10.2.3). Pure.
/// </summary>
public static class ServerClock
{
    /// <summary>Clocks that differ by less than this count as the same: a <c>Date</c> has whole seconds, and an answer needs some time to arrive.</summary>
    public static readonly TimeSpan Same = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How far the server's clock is ahead of the relay's; less than zero if it is behind; null = the two are the same, or the answer has
    /// no <c>Date</c>.
    /// </summary>
    /// <param name="now">When the answer came, by the relay's clock.</param>
    public static TimeSpan? Ahead(HttpResponseHeaders headers, DateTimeOffset now) =>
        headers.Date is { } date && (date - now).Duration() >= Same ? date - now : null;

    /// <summary>
    /// How long the server asks the relay to wait, by <c>Retry-After</c>: in seconds, or as a time on the server's clock; null = it does
    /// not ask. It may be less than zero.
    /// </summary>
    /// <param name="now">When the answer came, by the relay's clock. It is used if the answer has no <c>Date</c>.</param>
    public static TimeSpan? RetryAfter(HttpResponseHeaders headers, DateTimeOffset now) => headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - (headers.Date ?? now),
        _ => null,
    };
}
