using CustomerChat.Channels.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CustomerChat.Channels.Events;

/// <summary>Reports all faults of all endpoints at once.</summary>
internal sealed class EventOptionsValidator(IHostEnvironment environment) : IValidateOptions<EventOptions>
{
    public ValidateOptionsResult Validate(string? name, EventOptions options)
    {
        var faults = options.Endpoints.SelectMany(e => e.Value.Faults()
                .Concat(e.Key.Length <= 32 && e.Key.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? [] : ["An endpoint's name may have at most 32 letters, digits and '_'."])
                .Concat(e.Value is { IsOwn: false, Url: { } url } && PublicAddress.Fault(url, environment.IsDevelopment()) is { } fault ? [$"Url {fault}"] : [])
                .Select(fault => $"{EventEndpointOptions.Section}:{e.Key}:{fault}"))
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
