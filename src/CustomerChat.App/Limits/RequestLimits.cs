using System.Threading.RateLimiting;
using CustomerChat.Chats;
using CustomerChat.Intake;
using CustomerChat.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace CustomerChat.App.Limits;

/// <summary>
/// What callers and chats may take, by the settings <c>Limits:…</c>. Counted in this process. An answer is null (go on), or how
/// long to wait.
/// </summary>
public sealed class RequestLimits : IDisposable
{
    private static readonly TimeSpan WhenFull = TimeSpan.FromSeconds(10);

    private readonly LimitOptions _options;
    private readonly PartitionedRateLimiter<string> _opensByCenter;
    private readonly PartitionedRateLimiter<string> _opensByCaller;
    private readonly PartitionedRateLimiter<string> _posts;
    private readonly PartitionedRateLimiter<string> _polls;
    private readonly PartitionedRateLimiter<string> _files;
    private readonly CallersChats _callersChats;

    public RequestLimits(IOptions<LimitOptions> options, ChatLedger ledger)
    {
        _options = options.Value;
        (_opensByCenter, _opensByCaller) = (Limiter(_options.OpensPerContactCenter), Limiter(_options.OpensPerCaller));
        (_posts, _polls) = (Limiter(_options.PostsPerChat), Limiter(_options.PollsPerChat));
        _files = Limiter(_options.FilesPerCaller);
        _callersChats = new CallersChats(ledger, _options.OpenChatsPerCaller);
    }

    public int Body => _options.Body;

    public int WebhookBody => _options.WebhookBody;

    /// <summary>Before a chat is opened.</summary>
    public async ValueTask<TimeSpan?> OpenAsync(HttpRequest request, string contactCenterId, CancellationToken cancellationToken)
    {
        var caller = CallerOf(request);
        return Take(_opensByCaller, caller)
            ?? Take(_opensByCenter, contactCenterId.ToUpperInvariant())
            ?? (await _callersChats.IsFullAsync(caller, cancellationToken) ? WhenFull : null);
    }

    /// <summary>After a chat was opened.</summary>
    public void Opened(HttpRequest request, Chat chat) => _callersChats.Add(CallerOf(request), chat.Id);

    public TimeSpan? Post(string chatId) => Take(_posts, chatId);

    /// <summary>Before a file is given.</summary>
    public TimeSpan? File(HttpRequest request) => Take(_files, CallerOf(request));

    /// <summary>Before a chat is read.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="cost">For how many polls it counts. Never for more than the limit lets through at once: whoever waits gets the longest transcript.</param>
    public TimeSpan? Poll(string chatId, int cost = 1) => cost <= 0 ? null : Take(_polls, chatId, Math.Min(cost, Burst(_options.PollsPerChat)));

    public void Dispose()
    {
        foreach (var limiter in new[] { _opensByCenter, _opensByCaller, _posts, _polls, _files })
        {
            limiter.Dispose();
        }
    }

    /// <summary>Who asks: an address.</summary>
    public string CallerOf(HttpRequest request)
    {
        var forwarded = _options.ForwardedFor ? request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim() : "";

        // Some proxies add the port.
        return System.Net.IPEndPoint.TryParse(forwarded, out var end) ? end.Address.ToString()
            : request.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "";
    }

    private static TimeSpan? Take(PartitionedRateLimiter<string> limiter, string key, int cost = 1)
    {
        using var lease = limiter.AttemptAcquire(key, cost);
        return lease.IsAcquired ? null
            : lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after
            : WhenFull;
    }

    /// <summary>How many a limit lets through at once.</summary>
    private static int Burst(int perMinute) => Math.Max(10, perMinute / 10);

    private static PartitionedRateLimiter<string> Limiter(int perMinute) => PartitionedRateLimiter.Create<string, string>(key => perMinute == 0
        ? RateLimitPartition.GetNoLimiter(key)
        : RateLimitPartition.GetTokenBucketLimiter(key, _ =>
        {
            // Whole tokens at whole milliseconds: slow rates by one token a longer period, fast ones by several a tenth of a second.
            var tokens = Math.Max(1, perMinute / 600);
            return new TokenBucketRateLimiterOptions
            {
                TokenLimit = Burst(perMinute),
                TokensPerPeriod = tokens,
                ReplenishmentPeriod = TimeSpan.FromMinutes(1) * tokens / perMinute,
                AutoReplenishment = true,
            };
        }));
}
