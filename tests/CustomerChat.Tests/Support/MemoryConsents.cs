using System.Collections.Immutable;
using CustomerChat.Chats;
using CustomerChat.Consent;

namespace CustomerChat.Tests.Support;

/// <summary>Consents in memory.</summary>
internal sealed class MemoryConsents : IConsents
{
    public Dictionary<ChannelAddress, ConsentRecord> Records { get; } = [];

    public int Reads { get; private set; }

    public Task<ConsentRecord?> FindAsync(ChannelAddress customer, CancellationToken cancellationToken)
    {
        Reads++;
        return Task.FromResult(Records.GetValueOrDefault(customer));
    }

    public Task SaveAsync(ConsentRecord record, CancellationToken cancellationToken)
    {
        Records[record.Customer] = record;
        return Task.CompletedTask;
    }

    public Task<(ImmutableArray<ConsentRecord> Records, string? Continuation)> ListAsync(
        string? channel, string? account, ConsentState? state, string? continuation, int most, CancellationToken cancellationToken) =>
        Task.FromResult<(ImmutableArray<ConsentRecord>, string?)>((
            [.. Records.Values.Where(r => (channel ?? r.Customer.Channel) == r.Customer.Channel && (account ?? r.Customer.Account) == r.Customer.Account && (state ?? r.State) == r.State).Take(most)],
            null));
}
