using System.Net.Http.Headers;

namespace CustomerChat.Turn;

/// <summary>
/// What a server's answer says of its clock. The server's clock and ours may differ by hours, so a time of the server's is compared with the server's own
/// <c>Date</c> (RFC 9110, sections 6.6.1 and 10.2.3). Pure.
/// </summary>
public static class ServerClock
{
    /// <summary>A <c>Date</c> has whole seconds, and an answer needs some time to arrive. Clocks that differ by less than this are the same.</summary>
    public static readonly TimeSpan Same = TimeSpan.FromSeconds(30);

    /// <summary>How far the server's clock is ahead of ours, below zero where it is behind; null where the two are the same, or the server did not say.</summary>
    /// <param name="headers">The answer's headers.</param>
    /// <param name="now">When the answer came, by our clock.</param>
    public static TimeSpan? Ahead(HttpResponseHeaders headers, DateTimeOffset now) =>
        headers.Date is { } date && (date - now).Duration() >= Same ? date - now : null;

    /// <summary>How long the server asks to wait: by <c>Retry-After</c>, as seconds or as a time on the server's clock; null where it does not ask. May be below zero.</summary>
    /// <param name="headers">The answer's headers.</param>
    /// <param name="now">When the answer came, by our clock: used where the server does not say what time it is there.</param>
    public static TimeSpan? RetryAfter(HttpResponseHeaders headers, DateTimeOffset now) => headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - (headers.Date ?? now),
        _ => null,
    };
}
