namespace CustomerChat.EndToEnd.Support;

/// <summary>Tests in a browser: what a test has opened is closed after it. A page that is left open goes on polling, and slows the tests that follow.</summary>
public abstract class BrowserTest(BrowserFixture browser) : IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => browser.ClosePagesAsync();
}
