namespace CustomerChat.Delivery;

/// <summary>Stores the accounts at fault for operators. Each process can see the faults that any process has seen.</summary>
public interface IAccountFaults
{
    /// <summary>Stores a fault. It replaces what was stored for the account.</summary>
    Task SaveAsync(AccountFault fault, CancellationToken cancellationToken);

    /// <summary>Removes a fault: the account's provider accepts messages again.</summary>
    Task RemoveAsync(string channel, string account, CancellationToken cancellationToken);

    /// <summary>All stored faults.</summary>
    Task<IReadOnlyList<AccountFault>> ListAsync(CancellationToken cancellationToken);
}
