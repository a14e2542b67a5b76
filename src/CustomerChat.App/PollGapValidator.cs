using System.Globalization;
using CustomerChat.ContactCenter;
using CustomerChat.Turn;
using Microsoft.Extensions.Options;

namespace CustomerChat.App;

/// <summary>
/// Two settings that are each within their range may together leave a chat without a poll for too long. The next poll begins one interval
/// after the answer to the last poll. That answer takes up to the contact centre's timeout. Interval and timeout together are at most 30 s,
/// because contact centres drop a customer after 45 s without a request.
/// </summary>
internal sealed class PollGapValidator(IOptions<RelayOptions> relay) : IValidateOptions<ContactCenterDirectoryOptions>
{
    /// <summary>The longest interval while a chat waits for an agent.</summary>
    private static readonly TimeSpan Waiting = TimeSpan.FromSeconds(5);

    public ValidateOptionsResult Validate(string? name, ContactCenterDirectoryOptions options)
    {
        (TimeSpan Interval, string Name) longest;
        try
        {
            longest = new[]
            {
                (relay.Value.SlowPoll, $"{RelayOptions.Section}:{nameof(RelayOptions.SlowPoll)}"),
                (relay.Value.FastPoll, $"{RelayOptions.Section}:{nameof(RelayOptions.FastPoll)}"),
                (Waiting, "The interval while a chat waits for an agent"),
            }.MaxBy(i => i.Item1);
        }
        catch (OptionsValidationException)
        {
            // The other validator reports this fault. There is nothing to add up.
            return ValidateOptionsResult.Skip;
        }

        var faults = options.Centers.Where(c => longest.Interval + c.Value.Timeout > PollSchedule.Longest).Select(c => string.Create(
            CultureInfo.InvariantCulture,
            $"{longest.Name} ({longest.Interval}) and {ContactCenterOptions.Section}:{c.Key}:Timeout ({c.Value.Timeout}) together must not be longer than {PollSchedule.Longest}: no open chat may go longer without a poll.")).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
