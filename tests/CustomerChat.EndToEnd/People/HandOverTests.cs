using CustomerChat.EndToEnd.Channels;
using CustomerChat.EndToEnd.Support;
using Microsoft.Playwright;

namespace CustomerChat.EndToEnd.People;

/// <summary>A bot first, behind Direct Line, then a person at another contact centre: for a customer in a browser, and for one who writes by SMS.</summary>
[Collection(Lanes.Channels)]
public class HandOverTests(AzuriteFixture azurite, BrowserFixture browser) : BrowserTest(browser)
{
    private const string Bot = "other";
    private const string Greeting = "Hello, I am a bot. How can I help you?";
    private const string Notice = "One moment, a person comes.";
    private const string Looking = "One moment, I am looking for an agent.";
    private const string Story = "What was said before:\n";

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Widget_WithABotThatHandsOff_GoesOnWithAPerson(bool clicks)
    {
        var customer = new WidgetPage(await browser.NewPageAsync());
        await using var stack = await StartAsync([]);
        using var agent = stack.NewAgent();
        await using var site = await PageServer.StartAsync(
            $"""<!doctype html><title>Shop</title><body><script src="{stack.RelayAddress}widget.js" data-contact-center-id="{Bot}"></script></body>""");
        await customer.OpenAsync(site.Address);
        await customer.StartAsync("Ann");
        await customer.SeesAsync(Greeting);
        await Button("Opening hours").ClickAsync();
        await customer.SeesAsync(Greeting, "Opening hours", "You said: Opening hours");
        await customer.SayAsync("menu");
        await customer.SeesAsync(Greeting, "Opening hours", "You said: Opening hours", "menu", "What is it about?");
        var asks = clicks ? "Talk to a person" : "I want an agent";
        await (clicks ? Button(asks).ClickAsync() : customer.SayAsync(asks));

        var chat = await agent.AcceptAsync();
        string[] before = [Greeting, "Opening hours", "You said: Opening hours", "menu", "What is it about?", asks, Looking, Notice];
        await customer.SeesAsync(before);
        var story = Assert.Single(await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count > 0));
        Assert.Equal(
            $"{Story}Sandbox bot: {Greeting}\n1. Opening hours\n2. Talk to an agent\nAnn: Opening hours\nSandbox bot: You said: Opening hours\nAnn: menu\n"
            + $"Sandbox bot: What is it about?\n1. Opening hours\n2. Talk to a person\nAnn: {asks}\nSandbox bot: {Looking}",
            story);
        await agent.SayAsync(chat, "Hello, I am a person.");
        await customer.SeesAsync([.. before, "Hello, I am a person."]);
        await customer.SeesStatusAsync("agent1");
        await customer.SayAsync("At last!");
        Assert.Equal([story, "At last!"], await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count == 2));

        ILocator Button(string name) =>
            customer.Panel.GetByRole(AriaRole.Toolbar, new() { Name = "Suggested actions" }).GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
    }

    [Fact]
    public async Task Sms_WithABotThatHandsOff_AnswersByNumber_AndGoesOnWithAPerson()
    {
        const string person = "+4917";
        const string offer = "What is it about?\n1. Opening hours\n2. Talk to a person";
        await using var api = await ProviderEmulator.StartAsync();
        await using var stack = await StartAsync(new(Provider.Settings(api.Address)) { ["Channels:Sms:main:ContactCenterId"] = Bot });
        using var provider = new Provider(stack.RelayAddress);
        using var agent = stack.NewAgent();
        List<string> expected = [$"{Greeting}\n1. Opening hours\n2. Talk to an agent", offer];
        await WriteAsync("menu");
        await WriteAsync("1", "You said: topic:hours");
        await WriteAsync("2", "You said: 2");
        await WriteAsync("menu", offer);
        await WriteAsync("2", Looking, Notice);

        var chat = await agent.AcceptAsync(person);
        var story = Assert.Single(await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count > 0));
        Assert.StartsWith($"{Story}{person}: menu\nSandbox bot: {Greeting}", story, StringComparison.Ordinal);
        await agent.SayAsync(chat, "Hello, I am a person.");
        await WriteAsync("1", "Hello, I am a person.");
        Assert.Equal([story, "1"], await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count == 2));

        async Task WriteAsync(string text, params string[] answers)
        {
            expected.AddRange(answers);
            Assert.Equal(200, await provider.WriteAsync("sms", person, $"SM{expected.Count}", text));
            await Until.IsAsync(() => Task.FromResult(api.Taken(person)), taken => taken.SequenceEqual(expected));
        }
    }

    [Fact]
    public async Task CustomerChatApi_WithABotThatHandsOff_DoesNotTellWhatIsForTheAgent()
    {
        await using var stack = await StartAsync([]);
        using var agent = stack.NewAgent();
        using var customer = stack.NewCustomer(centerId: Bot);
        await customer.OpenAsync();
        await customer.SayAsync("agent");
        var chat = await agent.AcceptAsync();
        await agent.SayAsync(chat, "Hello, I am a person.");

        var messages = await Until.IsAsync(() => customer.MessagesAsync(), got => got.Any(m => m.EndsWith("I am a person.", StringComparison.Ordinal)));
        Assert.Contains(messages, m => m.EndsWith(Notice, StringComparison.Ordinal));
        Assert.DoesNotContain(messages, m => m.Contains("What was said before", StringComparison.Ordinal));
        Assert.Equal(["Hello, I am a person."], await customer.TextsAsync("Agent"));
        Assert.StartsWith(Story, Assert.Single(await Until.IsAsync(() => agent.TextsAsync(chat), texts => texts.Count > 0)), StringComparison.Ordinal);
    }

    private Task<Stack> StartAsync(Dictionary<string, string> settings)
    {
        settings[$"ContactCenters:{Bot}:AllowedOrigins:0"] = "http://localhost:*";
        settings[$"ContactCenters:{Bot}:Protocol"] = "directline";
        settings[$"ContactCenters:{Bot}:Secret"] = "sandbox-bot-secret";
        settings[$"ContactCenters:{Bot}:HandOverTo"] = Stack.CenterId;
        settings[$"ContactCenters:{Bot}:HandOverText"] = Notice;
        return Stack.StartAsync(azurite, settings);
    }
}
