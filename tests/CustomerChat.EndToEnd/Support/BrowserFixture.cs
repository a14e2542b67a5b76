using Microsoft.Playwright;

namespace CustomerChat.EndToEnd.Support;

/// <summary>
/// A real Chromium, where there is one: at CHROMIUM_PATH, on the PATH or in the usual places. The headless shell comes first: it is the same engine without
/// windows, and takes half of the processor's time.
/// </summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    private static readonly string[] Places =
        ["/usr/bin", "/usr/local/bin", "/snap/bin", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", @"C:\Program Files\Google\Chrome\Application\chrome.exe"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>A page of a browser profile of its own; without Chromium the test is skipped, and says how to get it.</summary>
    public async Task<IPage> NewPageAsync(BrowserNewContextOptions? options = null)
    {
        _browser ??= await StartAsync();
        var context = await _browser.NewContextAsync(options);
        return await context.NewPageAsync();
    }

    /// <summary>A browser starts with the first page: not every lane has tests that need one.</summary>
    private async Task<IBrowser> StartAsync()
    {
        var chromium = Find();
        Skip.If(chromium is null, "No Chromium was found: install it (Debian: apt-get install chromium-headless-shell) or set CHROMIUM_PATH to one.");
        Assertions.SetDefaultExpectTimeout((float)Until.Limit.TotalMilliseconds);
        _playwright = await Playwright.CreateAsync();
        return await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = chromium,
            Headless = true,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>Closes all pages, with their profiles.</summary>
    public async Task ClosePagesAsync()
    {
        foreach (var context in _browser?.Contexts.ToList() ?? [])
        {
            await context.CloseAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    private static string? Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Concat(Places);
        return new[] { Environment.GetEnvironmentVariable("CHROMIUM_PATH") }
            .Concat(folders.SelectMany(f => Names.Select(n => Path.Combine(f, n)).Append(f)))
            .FirstOrDefault(File.Exists);
    }
}
