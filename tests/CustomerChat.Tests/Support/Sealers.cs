using CustomerChat.App.Http;
using CustomerChat.Storage;
using Microsoft.AspNetCore.DataProtection;

namespace CustomerChat.Tests.Support;

/// <summary>The real sealer, with keys that end with the test's process.</summary>
internal static class Sealers
{
    public static ISealer New { get; } = new Sealer(new EphemeralDataProtectionProvider());
}
