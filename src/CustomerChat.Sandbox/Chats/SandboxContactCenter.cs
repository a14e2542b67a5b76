using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace CustomerChat.Sandbox.Chats;

/// <summary>The sandbox's contact centre: its agents and its chats. Both are kept in memory only.</summary>
internal sealed class SandboxContactCenter : BackgroundService
{
    private readonly ConcurrentDictionary<string, SandboxChat> _chats = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SandboxAgent> _agents;
    private readonly SandboxOptions _options;
    private readonly TimeProvider _time;

    public SandboxContactCenter(IOptions<SandboxOptions> options, TimeProvider time)
    {
        (_options, _time) = (options.Value, time);
        _agents = _options.Agents.ToDictionary(a => a.Key, a => new SandboxAgent(a.Key, a.Value), StringComparer.Ordinal);
    }

    public IEnumerable<SandboxChat> Chats => _chats.Values;

    public IEnumerable<SandboxAgent> Agents => _agents.Values;

    public SandboxChat Open(
        string nickname, string subject, string? queue, IReadOnlyDictionary<string, string> userData, string? id = null, bool mayBeSilent = false)
    {
        var chat = new SandboxChat(id ?? Guid.NewGuid().ToString("D"), nickname, subject, queue, userData, _time) { MayBeSilent = mayBeSilent };
        _chats[chat.Id] = chat;
        if (_options.Echo)
        {
            chat.Accept("echo", "Echo");
        }

        return chat;
    }

    /// <summary>Forgets all chats, as a restart does.</summary>
    public void ForgetChats() => _chats.Clear();

    public SandboxChat? Find(string id) => _chats.GetValueOrDefault(id);

    /// <summary>Notes a request from the customer's side. If the request comes too late, the chat ends first.</summary>
    public void CustomerSeen(SandboxChat chat)
    {
        chat.DropWhenSilent(_options.DropAfter);
        chat.CustomerSeen();
    }

    /// <summary>The agent with these credentials; null when they are wrong.</summary>
    public SandboxAgent? Authenticate(string user, string password) =>
        _agents.GetValueOrDefault(user) is { } agent
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(agent.Password), Encoding.UTF8.GetBytes(password))
            ? agent
            : null;

    /// <summary>Drops customers who make no more requests, as real chat servers do.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_options.DropAfter == TimeSpan.Zero)
        {
            return;
        }

        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), _time);
        using var stop = stoppingToken.Register(timer.Dispose);
        while (await timer.WaitForNextTickAsync(CancellationToken.None))
        {
            foreach (var chat in _chats.Values)
            {
                chat.DropWhenSilent(_options.DropAfter);
            }
        }
    }
}
