using Microsoft.Playwright;

namespace CustomerChat.EndToEnd.Support;

/// <summary>A customer before a page that carries the widget.</summary>
internal sealed class WidgetPage(IPage page)
{
    public IPage Page => page;

    public IFrameLocator Panel => page.FrameLocator("#customer-chat iframe");

    public ILocator Status => Panel.GetByRole(AriaRole.Status).First;

    public ILocator SendBox => Panel.Locator("[data-id=webchat-sendbox-input]");

    public ILocator Bubble => page.Locator("#customer-chat .bubble");

    public async Task OpenAsync(Uri address)
    {
        await page.GotoAsync(address.ToString());
        await Bubble.ClickAsync();
    }

    public async Task StartAsync(string name, string subject = "Size 38")
    {
        await Panel.Locator("input[name=name]").FillAsync(name);
        await Panel.Locator("input[name=subject]").FillAsync(subject);
        await Panel.Locator("button[type=submit]").ClickAsync();
        await SendBox.WaitForAsync();
    }

    public async Task SayAsync(string text)
    {
        await SendBox.FillAsync(text);
        await SendBox.PressAsync("Enter");
    }

    /// <summary>What stands in the bubbles, in order; nothing while the panel is being loaded.</summary>
    public async Task<IReadOnlyList<string>> TextsAsync()
    {
        try
        {
            return await Panel.Locator(".webchat__bubble__content .webchat__text-content").AllInnerTextsAsync();
        }
        catch (PlaywrightException e) when (e.Message.Contains("Execution context was destroyed", StringComparison.Ordinal))
        {
            return [];
        }
    }

    public Task SeesAsync(params string[] texts) => Until.IsAsync(TextsAsync, seen => seen.SequenceEqual(texts));

    public Task SeesStatusAsync(string text) => Until.IsAsync(() => Status.InnerTextAsync(), status => status.Contains(text, StringComparison.Ordinal));

    /// <summary>By the paperclip.</summary>
    public Task AttachAsync(params FilePayload[] files) => Panel.Locator(".paperclip input[type=file]").SetInputFilesAsync(files);

    /// <summary>What is chosen and waits to be sent.</summary>
    public async Task<IReadOnlyList<string>> ChosenAsync() => await Panel.Locator(".tray li .name").AllInnerTextsAsync();

    /// <summary>A file as another program gives it to the page.</summary>
    /// <param name="how"><c>paste</c> or <c>drop</c>.</param>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its type.</param>
    /// <param name="content">Its content.</param>
    /// <param name="text">A text that is pasted with it.</param>
    public Task<bool> GiveAsync(string how, string name, string type, byte[] content, string? text = null) =>
        GivenFiles.GiveAsync(SendBox, how, name, type, content, text);

    /// <summary>The pictures in the transcript that the browser has really loaded, by what they are called.</summary>
    public async Task<IReadOnlyList<string>> PicturesAsync() => await Panel.Locator(".webchat__bubble__content img, .webchat__bubble img").EvaluateAllAsync<string[]>(
        "all => all.filter(i => i.complete && i.naturalWidth > 0).map(i => i.alt)");

    public Task SeesFaultAsync(string text) => Until.IsAsync(() => Panel.Locator(".refused").InnerTextAsync(), fault => fault.Contains(text, StringComparison.Ordinal));

    public async Task EndAsync()
    {
        await Panel.GetByRole(AriaRole.Button, new() { Name = "End chat" }).ClickAsync();
        await Panel.GetByRole(AriaRole.Button, new() { Name = "Yes, end it" }).ClickAsync();
    }
}
