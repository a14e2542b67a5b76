using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using CustomerChat.Delivery;
using CustomerChat.Files;

namespace CustomerChat.Channels.Http;

/// <summary>
/// Fetches a file from a provider. Only the first request carries credentials. The relay follows redirects itself, without credentials, and
/// only to hosts that the account allows. No address gets into a log or an error, because some addresses hold tokens.
/// </summary>
/// <param name="api">The client for the provider's API, whose address the operator has set.</param>
/// <param name="guarded">The client for everywhere else. It reaches only public addresses.</param>
/// <param name="hosts">The hosts that files may come from.</param>
internal sealed class FileDownload(HttpClient api, HttpClient guarded, HostPatterns hosts, TimeProvider time)
{
    private const int MaxRedirects = 5;

    /// <summary>Whether a file may be fetched from this address.</summary>
    public bool Allows(Uri address) => hosts.Allow(address);

    /// <summary>Fetches from the provider's API, with credentials.</summary>
    public Task<FileSourceResult> GetFromApiAsync(Uri address, AuthenticationHeaderValue? credentials, CancellationToken cancellationToken, bool followsRedirects = true) =>
        GetAsync(address, api, credentials, followsRedirects, cancellationToken);

    /// <summary>Fetches from a host of the allow-list.</summary>
    public Task<FileSourceResult> GetAsync(Uri address, AuthenticationHeaderValue? credentials, CancellationToken cancellationToken) => hosts.Allow(address)
        ? GetAsync(address, guarded, credentials, followsRedirects: true, cancellationToken)
        : Task.FromResult<FileSourceResult>(new FileSourceResult.Refused("its link does not lead to the channel's provider"));

    private async Task<FileSourceResult> GetAsync(
        Uri address, HttpClient http, AuthenticationHeaderValue? credentials, bool followsRedirects, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            var (response, failure) = await SendAsync(address, http, credentials, cancellationToken);
            if (response is null)
            {
                return failure!;
            }

            if (response.IsSuccessStatusCode)
            {
                return Opened(response, await response.Content.ReadAsStreamAsync(cancellationToken));
            }

            using (response)
            {
                if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
                {
                    return Failed(response.StatusCode);
                }

                (address, http, credentials) = (new Uri(address, location), guarded, null);
            }

            if (!followsRedirects || redirects >= MaxRedirects || !hosts.Allow(address))
            {
                return new FileSourceResult.Refused(redirects >= MaxRedirects ? "its link redirects too often" : "its link does not lead to the channel's provider");
            }
        }
    }

    /// <summary>Sends the request, and waits until the answer's head is there. The body has limits of its own.</summary>
    private async Task<(HttpResponseMessage? Response, FileSourceResult? Failure)> SendAsync(
        Uri address, HttpClient http, AuthenticationHeaderValue? credentials, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = credentials;
        using var limit = new CancellationTokenSource(ChannelDelivery.SendLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return (await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token), null);
        }
        catch (HttpRequestException e) when (e.InnerException is RefusedAddressException)
        {
            return (null, new FileSourceResult.Refused("its link does not lead to the channel's provider"));
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException)
        {
            return (null, new FileSourceResult.NotNow("the channel's provider was not reached"));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, new FileSourceResult.NotNow("the channel's provider did not answer in time"));
        }
    }

    private static FileSourceResult.Opened Opened(HttpResponseMessage response, Stream content)
    {
        var headers = response.Content.Headers;
        var name = headers.ContentDisposition?.FileNameStar ?? headers.ContentDisposition?.FileName?.Trim('"');
        return new(content, headers.ContentLength, name, headers.ContentType?.MediaType);
    }

    internal static FileSourceResult Failed(HttpStatusCode status) => (int)status switch
    {
        404 => new FileSourceResult.Missing(),
        401 or 403 => new FileSourceResult.NotNow("the channel's provider refuses the account's key"),
        408 or 425 or 429 or >= 500 => new FileSourceResult.NotNow(string.Create(CultureInfo.InvariantCulture, $"the channel's provider answered HTTP {(int)status}")),
        _ => new FileSourceResult.Refused(string.Create(CultureInfo.InvariantCulture, $"the channel's provider answered HTTP {(int)status}")),
    };
}
