namespace CustomerChat.Delivery;

/// <summary>Accounts at fault, kept for operators: whichever process asks sees what any of them has seen.</summary>
public interface IAccountFaults
{
    /// <summary>Keeps one in place of what was known of the account.</summary>
    Task SaveAsync(AccountFault fault, CancellationToken cancellationToken);

    /// <summary>The account takes messages again.</summary>
    Task RemoveAsync(string channel, string account, CancellationToken cancellationToken);

    /// <summary>All that are known.</summary>
    Task<IReadOnlyList<AccountFault>> ListAsync(CancellationToken cancellationToken);
}
