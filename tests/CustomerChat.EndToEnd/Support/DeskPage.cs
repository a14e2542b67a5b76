using Microsoft.Playwright;

namespace CustomerChat.EndToEnd.Support;

/// <summary>An agent before the desk.</summary>
internal sealed class DeskPage(IPage page)
{
    public IPage Page => page;

    public async Task LogInAsync(Uri sandbox, string user = "agent1")
    {
        await page.GotoAsync(new Uri(sandbox, "/desk").ToString());
        await page.GetByLabel("User").FillAsync(user);
        await page.GetByLabel("Password").FillAsync(Stack.AgentPassword);
        await Button("Log in").ClickAsync();
        await page.GetByText("Waiting (").WaitForAsync();
    }

    public Task AcceptAsync(string name) => Button($"Accept {name}").ClickAsync();

    /// <summary>Chooses one of the chats.</summary>
    public Task ChooseAsync(string name) => page.Locator(".cs-conversation", new() { HasText = name }).ClickAsync();

    /// <summary>Where the answer is written.</summary>
    public ILocator Reply => page.Locator(".cs-message-input__content-editor");

    /// <summary>The heading of the chat that is shown.</summary>
    public ILocator Title => page.Locator(".title h2");

    /// <summary>What has become of her messages, as <c>text: state</c>; of those that say nothing of it the text alone.</summary>
    public async Task<IReadOnlyList<string>> DeliveriesAsync() => await page.Locator(".log .cs-message--outgoing").EvaluateAllAsync<string[]>(
        "all => all.map(m => [m.querySelector('.text')?.innerText ?? '', m.querySelector('.delivery')?.innerText].filter(t => t !== undefined).join(': '))");

    public Task SeesDeliveriesAsync(params string[] deliveries) => Until.IsAsync(DeliveriesAsync, seen => seen.SequenceEqual(deliveries));

    /// <summary>How many messages are unread, as <c>customer count</c>; chats without are left out.</summary>
    public async Task<IReadOnlyList<string>> UnreadAsync() => await page.Locator(".cs-conversation:has(.cs-conversation__unread)").EvaluateAllAsync<string[]>(
        "all => all.map(c => c.querySelector('.cs-conversation__name').innerText + ' ' + c.querySelector('.cs-conversation__unread').innerText)");

    public async Task SayAsync(string text)
    {
        await page.Locator(".cs-message-input__content-editor").ClickAsync();
        await page.Keyboard.TypeAsync(text);
        await page.Keyboard.PressAsync("Enter");
    }

    public Task AttachAsync(params FilePayload[] files) => page.Locator(".reply input[type=file]").SetInputFilesAsync(files);

    /// <inheritdoc cref="WidgetPage.GiveAsync"/>
    public Task<bool> GiveAsync(string how, string name, string type, byte[] content) =>
        GivenFiles.GiveAsync(page.Locator(".cs-message-input__content-editor"), how, name, type, content);

    /// <summary>The pictures in the chat that the browser has really loaded, by what they are called.</summary>
    public async Task<IReadOnlyList<string>> PicturesAsync() => await page.Locator(".shared img").EvaluateAllAsync<string[]>(
        "all => all.filter(i => i.complete && i.naturalWidth > 0).map(i => i.alt)");

    public async Task<IReadOnlyList<string>> TextsAsync() => await page.Locator(".cs-message .text").AllInnerTextsAsync();

    public Task SeesAsync(params string[] texts) => Until.IsAsync(TextsAsync, seen => seen.SequenceEqual(texts));

    public Task SeesAsync(string text) => page.GetByText(text).First.WaitForAsync();

    public ILocator Button(string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
