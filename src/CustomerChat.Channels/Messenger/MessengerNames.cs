using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Sockets;
using CustomerChat.Channels.Accounts;
using CustomerChat.Channels.Http;

namespace CustomerChat.Channels.Messenger;

/// <summary>
/// Names of a page's customers, which no webhook holds (https://developers.facebook.com/docs/messenger-platform/identity/user-profile). The
/// relay asks for a name once and keeps it in memory for 12 hours. It never waits longer than <see cref="Budget"/>, because Meta wants its
/// answer within a second.
/// </summary>
internal sealed class MessengerNames(MessengerOptions options, HttpClient http, TimeProvider time)
{
    /// <summary>How long the webhook waits. A name that comes later is kept for the next chat.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(700);

    private const int MaxAnswer = 16 * 1024;

    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(12);
    private static readonly TimeSpan FailureKeptFor = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, (Lazy<Task<string?>> Name, DateTimeOffset Until)> _names = new(StringComparer.Ordinal);

    /// <summary>The most names that are kept. Beyond that number the cache is emptied.</summary>
    public int MaxKept { get; init; } = 10_000;

    public async Task<string?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_names.TryGetValue(id, out var known) && known.Until <= now)
        {
            _names.TryRemove(KeyValuePair.Create(id, known));
        }

        if (_names.Count >= MaxKept && !_names.ContainsKey(id))
        {
            _names.Clear();
        }

        known = _names.GetOrAdd(id, key => (new Lazy<Task<string?>>(() => AskAsync(key)), now + KeptFor));
        try
        {
            return await known.Name.Value.WaitAsync(Budget, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>The name; null when the page may not ask, nobody answers, or the answer holds no name. Never throws.</summary>
    private async Task<string?> AskAsync(string id)
    {
        string? name = null;
        try
        {
            // This request has a limit of its own: the webhook that asked may be gone when the answer comes.
            using var limit = new CancellationTokenSource(RequestLimit, time);
            using var request = new HttpRequestMessage(
                HttpMethod.Get, new Uri(options.ApiBaseAddress, $"{Uri.EscapeDataString(id)}?fields=first_name,last_name,name"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Secrets.Parse(options.AccessToken)[0]);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            name = response.IsSuccessStatusCode ? Name(await ReadAsync(response, limit.Token)) : null;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or OperationCanceledException or IOException)
        {
            // Without a name the chat shows the customer's id, as it would without this request.
        }

        if (name is null && _names.TryGetValue(id, out var known))
        {
            _names.TryUpdate(id, known with { Until = time.GetUtcNow() + FailureKeptFor }, known);
        }

        return name;
    }

    private static string? Name(byte[] body)
    {
        using var document = LenientJson.Parse(body);
        if (document is null)
        {
            return null;
        }

        var person = new LenientJson(document.RootElement);
        var name = string.Join(' ', new[] { person["first_name"].Text, person["last_name"].Text }.OfType<string>());
        return name.Length > 0 ? name : person["name"].Text;
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MaxAnswer];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return buffer[..length];
    }
}
