namespace CustomerChat.EndToEnd.Support;

/// <summary>
/// One sandbox and relay for the tests of a class. It is for tests that neither stop a program, nor read logs or counts, nor need settings of their own; those start
/// a <see cref="Stack"/>. A test that plans faults ends its chats: the polls of an earlier test's chat would meet the next test's faults.
/// </summary>
public class SharedStack(AzuriteFixture azurite) : IAsyncLifetime
{
    private Stack? _stack;

    /// <summary>More settings.</summary>
    protected virtual IReadOnlyDictionary<string, string>? Settings => null;

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>The running programs. The sandbox is well, and has forgotten the chats of earlier tests.</summary>
    internal async Task<Stack> TakeAsync()
    {
        if (_stack is null)
        {
            return _stack = await Stack.StartAsync(azurite, Settings);
        }

        await _stack.RecoverAsync();
        await _stack.ForgetChatsAsync();
        return _stack;
    }

    public async Task DisposeAsync()
    {
        if (_stack is not null)
        {
            await _stack.DisposeAsync();
        }
    }
}

/// <summary>
/// The relay waits only 2 s for an answer of the contact centre. If none comes, it must wait until the request can't take effect any more; with 2 s this is short.
/// </summary>
public sealed class ImpatientStack(AzuriteFixture azurite) : SharedStack(azurite)
{
    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { [$"ContactCenters:{Stack.CenterId}:Timeout"] = "00:00:02" };
}
