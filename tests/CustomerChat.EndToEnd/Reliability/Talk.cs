using CustomerChat.EndToEnd.Channels;
using CustomerChat.EndToEnd.Support;

namespace CustomerChat.EndToEnd.Reliability;

/// <summary>One customer in a conversation with an agent, by the API or by a channel: what was said, and whether it is where it belongs.</summary>
internal abstract class Talk(string name, AgentDriver agent)
{
    private readonly List<string> _answered = [];
    private readonly List<string> _posted = [];
    private readonly List<string> _said = [];

    public string Chat { get; private set; } = "";

    protected string Name { get; } = name;

    /// <summary>How many texts of the customer were answered with success.</summary>
    public int Answered => _answered.Count;

    public int Said => _said.Count;

    /// <summary>The first words of the customer: they tell the chat that the relay holds from one that was opened beside it, its answer lost.</summary>
    protected const string FirstWords = "hello";

    /// <summary>Opens the chat and lets the agent accept the one that has the customer's first words.</summary>
    public async Task BeginAsync()
    {
        await OpenAsync();
        Chat = await agent.AcceptAsync(Name, FirstWords);
    }

    /// <summary>The customer says one thing, the agent another.</summary>
    public async Task ExchangeAsync()
    {
        var i = _posted.Count;
        await PostAsync($"m{i}");

        // The agent goes on while the relay is away, but not without end.
        if (_said.Count <= _answered.Count)
        {
            _said.Add($"a{i}");
            await NamedAsync(() => agent.SayAsync(Chat, $"a{i}"));
        }
    }

    public async Task PostAsync(string text)
    {
        _posted.Add(text);
        if (await TryPostAsync(text, _posted.Count))
        {
            _answered.Add(text);
        }
    }

    public async Task TalkAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await ExchangeAsync();
            await Task.Delay(Switches.Pause, TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>What was answered is at the agent's and in the transcript, once and in order; what the agent said is at the customer's.</summary>
    public Task VerifyAsync(TimeSpan? limit = null) => NamedAsync(() => VerifyWithinAsync(limit ?? TimeSpan.FromSeconds(90)));

    /// <summary>Where the relay has the chat, as far as its customer knows.</summary>
    protected virtual string Address => "by its channel";

    protected abstract Task OpenAsync();

    protected abstract Task<bool> TryPostAsync(string text, int number);

    protected abstract Task<IReadOnlyList<string>> GotAsync();

    protected abstract Task<IReadOnlyList<string>?> TranscriptAsync();

    /// <summary>What fails names its chats.</summary>
    private async Task NamedAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Xunit.Sdk.XunitException e)
        {
            throw new Xunit.Sdk.XunitException($"Talk {Name}, chat {Chat} at the contact centre, {Address} at the relay: {e.Message}", e);
        }
    }

    private async Task VerifyWithinAsync(TimeSpan wait)
    {
        var arrived = await Until.IsAsync(() => agent.TextsAsync(Chat), texts => _answered.Count == 0 || texts.Contains(_answered[^1]), wait);
        Assert.Equal(arrived.Distinct(), arrived);
        Assert.Equal(_answered, arrived.Where(_answered.Contains));
        Assert.Equal(_posted.Where(arrived.Contains), arrived.Where(t => t != FirstWords));
        var got = await Until.IsAsync(GotAsync, texts => texts.Count >= _said.Count, wait);
        Assert.Equal(_said, got);
        if (await TranscriptAsync() is { } transcript)
        {
            // What was kept but not answered comes, too.
            Assert.Equal(transcript, await Until.IsAsync(() => agent.TextsAsync(Chat), texts => texts.Count >= transcript.Count, wait));
        }
    }

}

/// <summary>By the Customer Chat API: a post without an answer is no promise, and is not repeated.</summary>
internal sealed class ApiTalk(string name, AgentDriver agent, CustomerDriver customer) : Talk(name, agent)
{
    private CustomerDriver? _elsewhere;

    /// <summary>The same customer at another host: every second text goes there.</summary>
    public CustomerDriver? Elsewhere
    {
        get => _elsewhere;
        set
        {
            _elsewhere = value;
            _elsewhere!.Path = customer.Path;
        }
    }

    protected override string Address => customer.Path;

    protected override async Task OpenAsync()
    {
        await customer.OpenAsync(Name);
        await customer.SayAsync(FirstWords);
    }

    protected override async Task<bool> TryPostAsync(string text, int number)
    {
        try
        {
            var by = number % 2 == 0 && Elsewhere is { } other ? other : customer;
            return (int?)(await by.PostAsync(by.Path, new { operationName = "SendMessage", text }))["statusCode"] == 0;
        }
        catch (Exception e) when (LostAnswer.Is(e))
        {
            return false;
        }
    }

    protected override Task<IReadOnlyList<string>> GotAsync() => customer.TextsAsync("Agent");

    protected override async Task<IReadOnlyList<string>?> TranscriptAsync() => await customer.TextsAsync("Customer");
}

/// <summary>By a signed webhook: its sender comes again until it is answered, and its receiver tells a repeat by its id.</summary>
internal sealed class ChannelTalk(string name, AgentDriver agent, Provider provider, ProviderEmulator receiver) : Talk(name, agent)
{
    protected override Task OpenAsync() => WriteAsync(FirstWords, 0);

    protected override async Task<bool> TryPostAsync(string text, int number)
    {
        await WriteAsync(text, number);
        return true;
    }

    // Some contact centres tell the customer who has joined: that is no agent's word.
    protected override Task<IReadOnlyList<string>> GotAsync() => Task.FromResult<IReadOnlyList<string>>(
        [.. receiver.Calls.Where(c => c.Taken && c.To == Name && c.Text is ['a', >= '0' and <= '9', ..]).DistinctBy(c => c.Id).Select(c => c.Text)]);

    protected override Task<IReadOnlyList<string>?> TranscriptAsync() => Task.FromResult<IReadOnlyList<string>?>(null);

    private async Task WriteAsync(string text, int number)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            try
            {
                if (await provider.WriteAsync("webhook", Name, $"{Name}-{number}", text) == 200)
                {
                    return;
                }
            }
            catch (Exception e) when (LostAnswer.Is(e))
            {
                // Its sender comes again.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        Assert.Fail("The relay never took the webhook.");
    }
}
