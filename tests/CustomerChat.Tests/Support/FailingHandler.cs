namespace CustomerChat.Tests.Support;

/// <summary>An HTTP client's connection that fails as told.</summary>
internal sealed class FailingHandler(Action fail) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        fail();
        throw new InvalidOperationException("It was to fail.");
    }
}
