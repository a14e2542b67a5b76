using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Consent;

/// <summary>Stores whether customers take messages, by channel, account and address.</summary>
public interface IConsents
{
    /// <summary>A customer's record; null = there is none.</summary>
    Task<ConsentRecord?> FindAsync(ChannelAddress customer, CancellationToken cancellationToken);

    /// <summary>Stores a record. It replaces the customer's earlier record.</summary>
    Task SaveAsync(ConsentRecord record, CancellationToken cancellationToken);

    /// <summary>Reads a page of the records.</summary>
    /// <param name="channel">Only records of this channel; null = all channels.</param>
    /// <param name="account">Only records of this account of the channel; null = all accounts.</param>
    /// <param name="state">Only records in this state; null = both states.</param>
    /// <param name="continuation">Where the previous page ended; null = read the first page.</param>
    /// <param name="most">The most records, 1 to 1,000.</param>
    /// <returns>The records, and where the next page begins; null = this is the last page.</returns>
    Task<(ImmutableArray<ConsentRecord> Records, string? Continuation)> ListAsync(
        string? channel, string? account, ConsentState? state, string? continuation, int most, CancellationToken cancellationToken);
}
