namespace CustomerChat.EndToEnd.Support;

/// <summary>
/// One sandbox and relay for the tests of a class. It is for tests that neither stop a program, nor plan faults, nor read logs or counts, nor need settings of
/// their own; those start a <see cref="Stack"/>.
/// </summary>
public sealed class SharedStack(AzuriteFixture azurite) : IAsyncLifetime
{
    private Stack? _stack;

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>The running programs. The sandbox has forgotten the chats of earlier tests.</summary>
    internal async Task<Stack> TakeAsync()
    {
        if (_stack is null)
        {
            return _stack = await Stack.StartAsync(azurite);
        }

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
