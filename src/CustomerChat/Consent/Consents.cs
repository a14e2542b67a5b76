using System.Collections.Concurrent;
using System.Globalization;
using CustomerChat.Chats;
using CustomerChat.Events;
using CustomerChat.Intake;

namespace CustomerChat.Consent;

/// <summary>Who takes messages: recorded before a message is routed, asked before one is sent.</summary>
public sealed class Consents(IConsents store, EventWriter events, TimeProvider time)
{
    /// <summary>That nothing stands against a customer is remembered for so long: another process may have recorded a STOP since.</summary>
    private static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(10);

    private const int MaxRemembered = 10_000;

    private readonly ConcurrentDictionary<ChannelAddress, DateTimeOffset> _clear = new();

    /// <summary>Records what an inbound message says, and returns it as it is to be routed.</summary>
    public async Task<InboundMessage> TakeAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        var addresses = message.Aliases.Prepend(message.From.Address).Concat(message.FormerAddresses).Select(a => message.From with { Address = a }).ToList();
        var known = await FindAnyAsync(addresses, fresh: message.Consent is not null, cancellationToken);
        var (next, routed) = ConsentRules.Decide(known, message, time.GetUtcNow());

        // Told before it is saved: where the process dies between, the message comes again and is decided again.
        await (next is null ? Task.CompletedTask : events.ConsentChangedAsync(next, message.Id, message.ContactCenterId, cancellationToken));

        // A person's addresses share it, and a new one takes it over.
        next ??= known is not null && known.Customer != message.From ? known : null;
        foreach (var address in next is null ? [] : addresses.Take(1 + message.Aliases.Length))
        {
            await SaveAsync(next! with { Customer = address }, cancellationToken);
        }

        return routed;
    }

    private async Task<ConsentRecord?> FindAnyAsync(IEnumerable<ChannelAddress> addresses, bool fresh, CancellationToken cancellationToken)
    {
        foreach (var address in addresses)
        {
            if ((fresh ? await store.FindAsync(address, cancellationToken) : await FindAsync(address, cancellationToken)) is { } known)
            {
                return known;
            }
        }

        return null;
    }

    /// <summary>Why a message to a customer is not sent; null = it may be.</summary>
    public async Task<string?> RefusalAsync(ChannelAddress customer, CancellationToken cancellationToken) =>
        ConsentRules.Refusal(await FindAsync(customer, cancellationToken));

    /// <summary>Whether the provider may be asked once more: it was the provider that told of a refusal, not the customer.</summary>
    public async Task<bool> IsKnownByProviderAloneAsync(ChannelAddress customer, CancellationToken cancellationToken) =>
        await FindAsync(customer, cancellationToken) is { Refuses: true, Cause: ConsentCause.Refusal };

    /// <summary>The provider has taken a message for a customer for whom it took none before.</summary>
    public Task TakenByProviderAsync(ChannelAddress customer, CancellationToken cancellationToken) =>
        ChangeAsync(new ConsentRecord(customer, ConsentState.OptedIn, ConsentCause.Platform, time.GetUtcNow()), cancellationToken);

    /// <summary>A provider has refused a message because the customer does not want it. WhatsApp does so for marketing alone.</summary>
    public async Task RefusedByProviderAsync(ChannelAddress customer, string? reason, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(customer, cancellationToken) is not { State: ConsentState.OptedOut })
        {
            await ChangeAsync(
                new ConsentRecord(customer, ConsentState.OptedOut, ConsentCause.Refusal, time.GetUtcNow())
                {
                    Scope = customer.Channel == "whatsapp" ? ConsentScope.Marketing : ConsentScope.All,
                    Reason = reason,
                },
                cancellationToken);
        }
    }

    /// <summary>An operator corrects it.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="state">What is right.</param>
    /// <param name="reason">Why the operator knows.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ConsentRecord> CorrectAsync(ChannelAddress customer, ConsentState state, string reason, CancellationToken cancellationToken)
    {
        var known = await store.FindAsync(customer, cancellationToken);
        var record = new ConsentRecord(customer, state, ConsentCause.Operator, time.GetUtcNow()) { Reason = reason, Messages = known?.Messages ?? [] };
        await ((known?.State, known?.Scope) == (state, record.Scope) ? SaveAsync(record, cancellationToken) : ChangeAsync(record, cancellationToken));
        return record;
    }

    /// <summary>A change that no message of the customer brought: endpoints of events are told.</summary>
    private async Task ChangeAsync(ConsentRecord record, CancellationToken cancellationToken)
    {
        await events.ConsentChangedAsync(record, record.At.ToString("O", CultureInfo.InvariantCulture), "", cancellationToken);
        await SaveAsync(record, cancellationToken);
    }

    private async Task SaveAsync(ConsentRecord record, CancellationToken cancellationToken)
    {
        await store.SaveAsync(record, cancellationToken);
        _clear.TryRemove(record.Customer, out _);
    }

    private async Task<ConsentRecord?> FindAsync(ChannelAddress customer, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_clear.TryGetValue(customer, out var until) && now < until)
        {
            return null;
        }

        var known = await store.FindAsync(customer, cancellationToken);
        if (known?.State == ConsentState.OptedOut)
        {
            _clear.TryRemove(customer, out _);
            return known;
        }

        if (_clear.Count >= MaxRemembered)
        {
            _clear.Clear();
        }

        _clear[customer] = now + RememberedFor;
        return known;
    }
}
