using System.Net;
using System.Net.Sockets;
using CustomerChat.Channels.Http;
using CustomerChat.Chats;
using CustomerChat.Intake;
using CustomerChat.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace CustomerChat.App.Limits;

/// <summary>
/// The limits for callers and chats, by the settings <c>Limits:…</c>. Each process counts for itself, in bounded memory. An answer is null
/// (go on), or how long to wait.
/// </summary>
public sealed class RequestLimits
{
    /// <summary>How many addresses of providers are remembered.</summary>
    private const int MaxTrusted = 10_000;

    private static readonly TimeSpan WhenFull = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Trust = TimeSpan.FromDays(1);

    private readonly LimitOptions _options;
    private readonly ChatLedger _ledger;
    private readonly TimeProvider _time;
    private readonly TokenBuckets _opensByCenter;
    private readonly TokenBuckets _opensByCaller;
    private readonly TokenBuckets _posts;
    private readonly TokenBuckets _polls;
    private readonly TokenBuckets _files;
    private readonly TokenBuckets _unknown;
    private readonly TokenBuckets _refusals;
    private readonly CallersChats _callersChats;
    private readonly Lock _lock = new();
    private readonly LeastRecent<string, long> _trusted = new(MaxTrusted);

    public RequestLimits(IOptions<LimitOptions> options, ChatLedger ledger, TimeProvider time)
    {
        (_options, _ledger, _time) = (options.Value, ledger, time);
        (_opensByCenter, _opensByCaller) = (new(_options.OpensPerContactCenter, time), new(_options.OpensPerCaller, time));
        (_posts, _polls) = (new(_options.PostsPerChat, time), new(_options.PollsPerChat, time));
        (_files, _unknown, _refusals) = (new(_options.FilesPerCaller, time), new(_options.UnknownChatsPerCaller, time), new(_options.RefusalsPerCaller, time));
        _callersChats = new CallersChats(ledger, _options.OpenChatsPerCaller);
    }

    public int Body => _options.Body;

    public int WebhookBody => _options.WebhookBody;

    /// <summary>To call before a chat is opened.</summary>
    public async ValueTask<TimeSpan?> OpenAsync(HttpRequest request, string contactCenterId, CancellationToken cancellationToken)
    {
        var caller = CallerOf(request);
        return _opensByCaller.Take(caller)
            ?? _opensByCenter.Take(contactCenterId.ToUpperInvariant())
            ?? (await _callersChats.IsFullAsync(caller, cancellationToken) ? WhenFull : null);
    }

    /// <summary>To call after a chat was opened.</summary>
    public void Opened(HttpRequest request, Chat chat) => _callersChats.Add(CallerOf(request), chat.Id);

    /// <summary>
    /// To call before a chat is looked up by an id that anybody may have made up. A chat that this process knows is never refused.
    /// </summary>
    public TimeSpan? Find(HttpRequest request, string chatId) => _ledger.Knows(chatId) ? null : _unknown.Peek(CallerOf(request));

    /// <summary>To call when the chat that was looked up does not exist.</summary>
    public void NotFound(HttpRequest request) => _unknown.Take(CallerOf(request));

    /// <summary>
    /// To call before a webhook is read. Without <c>Limits:ForwardedFor</c>, a private address is that of a proxy that does not say who
    /// calls. The provider calls through the same proxy, so the address is never refused.
    /// </summary>
    public TimeSpan? Webhook(HttpRequest request)
    {
        var caller = CallerOf(request);
        return IsTrusted(caller) || (!_options.ForwardedFor && (request.HttpContext.Connection.RemoteIpAddress is not { } remote || !PublicAddress.Is(remote))) ? null : _refusals.Peek(caller);
    }

    /// <summary>To call when a webhook did not prove its sender.</summary>
    public void Refused(HttpRequest request) => _refusals.Take(CallerOf(request));

    /// <summary>To call when a webhook proved its sender. The caller's webhooks are then not limited for a day.</summary>
    public void Proved(HttpRequest request)
    {
        lock (_lock)
        {
            _trusted.Set(CallerOf(request), _time.GetTimestamp());
        }
    }

    public TimeSpan? Post(string chatId) => _posts.Take(chatId);

    /// <summary>To call before a file is given out.</summary>
    public TimeSpan? File(HttpRequest request) => _files.Take(CallerOf(request));

    /// <summary>To call before a chat is read.</summary>
    /// <param name="cost">
    /// How many polls the read counts as. It never costs more than the burst, so that a caller that waits gets even the longest transcript.
    /// </param>
    public TimeSpan? Poll(string chatId, int cost = 1) => cost <= 0 ? null : _polls.Take(chatId, Math.Min(cost, _polls.Burst));

    /// <summary>The caller: an IPv4 address, or an IPv6 network.</summary>
    public string CallerOf(HttpRequest request)
    {
        var forwarded = _options.ForwardedFor ? request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim() : "";

        // Some proxies add the port.
        var address = IPEndPoint.TryParse(forwarded, out var end) ? end.Address : request.HttpContext.Connection.RemoteIpAddress;
        return address switch
        {
            null => "",
            { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
            { AddressFamily: AddressFamily.InterNetworkV6 } => NetworkOf(address),
            _ => address.ToString(),
        };
    }

    private string NetworkOf(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = _options.IPv6Prefix; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return $"{new IPAddress(bytes)}/{_options.IPv6Prefix}";
    }

    private bool IsTrusted(string caller)
    {
        lock (_lock)
        {
            return _trusted.TryGet(caller, out var at) && _time.GetElapsedTime(at) < Trust;
        }
    }
}
