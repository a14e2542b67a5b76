using System.Collections.Immutable;
using CustomerChat.Chats;

namespace CustomerChat.Consent;

/// <summary>Where it is kept whether customers take messages: by channel, account and address.</summary>
public interface IConsents
{
    /// <summary>What is known of a customer; null = nothing.</summary>
    Task<ConsentRecord?> FindAsync(ChannelAddress customer, CancellationToken cancellationToken);

    /// <summary>Keeps it in place of what was known.</summary>
    Task SaveAsync(ConsentRecord record, CancellationToken cancellationToken);

    /// <summary>A page of what is known.</summary>
    /// <param name="channel">Of this channel; null = of all.</param>
    /// <param name="account">Of this account of the channel; null = of all.</param>
    /// <param name="state">In this state; null = in any.</param>
    /// <param name="continuation">Where the page before ended; null = the first page.</param>
    /// <param name="most">The most records, 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>The records, and where the next page begins; null = there is none.</returns>
    Task<(ImmutableArray<ConsentRecord> Records, string? Continuation)> ListAsync(
        string? channel, string? account, ConsentState? state, string? continuation, int most, CancellationToken cancellationToken);
}
