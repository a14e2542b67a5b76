using System.Collections.Concurrent;
using System.Globalization;
using CustomerChat.Chats;
using CustomerChat.Events;
using CustomerChat.Intake;

namespace CustomerChat.Consent;

/// <summary>Which customers take messages. The relay records consent before it routes a message, and checks it before it sends one.</summary>
public sealed class Consents(IConsents store, EventWriter events, TimeProvider time)
{
    /// <summary>How long the relay remembers that a customer has not opted out. Another process may have recorded a STOP since.</summary>
    private static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(10);

    private const int MaxRemembered = 10_000;

    private readonly ConcurrentDictionary<ChannelAddress, DateTimeOffset> _clear = new();

    /// <summary>Records what an inbound message says about consent, and returns the message as it is to be routed.</summary>
    public async Task<InboundMessage> TakeAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        var addresses = message.Aliases.Prepend(message.From.Address).Concat(message.FormerAddresses).Select(a => message.From with { Address = a }).ToList();
        var known = await FindAnyAsync(addresses, fresh: message.Consent is not null, cancellationToken);
        var (next, routed) = ConsentRules.Decide(known, message, time.GetUtcNow());

        // The endpoints are told before the record is saved. If the process dies in between, the provider delivers the message again, and
        // it is decided again.
        await (next is null ? Task.CompletedTask : events.ConsentChangedAsync(next, message.Id, message.ContactCenterId, cancellationToken));

        // All addresses of a customer share one record. A new address takes over the record of a former one.
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

    /// <summary>Whether the relay may try the provider once more: the opt-out is known only from a refusal by the provider, not from the customer.</summary>
    public async Task<bool> IsKnownByProviderAloneAsync(ChannelAddress customer, CancellationToken cancellationToken) =>
        await FindAsync(customer, cancellationToken) is { Refuses: true, Cause: ConsentCause.Refusal };

    /// <summary>Records that the provider took a message for a customer whose messages it had refused before.</summary>
    public Task TakenByProviderAsync(ChannelAddress customer, CancellationToken cancellationToken) =>
        ChangeAsync(new ConsentRecord(customer, ConsentState.OptedIn, ConsentCause.Platform, time.GetUtcNow()), cancellationToken);

    /// <summary>
    /// Records that a provider refused a message because the customer does not want it. WhatsApp refuses only marketing messages for this
    /// reason.
    /// </summary>
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

    /// <summary>Records an operator's correction.</summary>
    /// <param name="state">The right state.</param>
    /// <param name="reason">How the operator knows the right state.</param>
    public async Task<ConsentRecord> CorrectAsync(ChannelAddress customer, ConsentState state, string reason, CancellationToken cancellationToken)
    {
        var known = await store.FindAsync(customer, cancellationToken);
        var record = new ConsentRecord(customer, state, ConsentCause.Operator, time.GetUtcNow()) { Reason = reason, Messages = known?.Messages ?? [] };
        await ((known?.State, known?.Scope) == (state, record.Scope) ? SaveAsync(record, cancellationToken) : ChangeAsync(record, cancellationToken));
        return record;
    }

    /// <summary>Saves a change that does not come from a message of the customer, and tells the event endpoints.</summary>
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
