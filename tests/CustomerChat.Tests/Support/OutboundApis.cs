using CustomerChat.App.Http;
using CustomerChat.App.Ops;
using CustomerChat.Consent;
using CustomerChat.ContactCenter;
using CustomerChat.Intake;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace CustomerChat.Tests.Support;

/// <summary>The API by which customers are written to first, over a world in memory.</summary>
internal static class OutboundApis
{
    public static OutboundApi Of(World world, Consents consents)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration[$"ContactCenters:{World.Center}:BaseAddress"] = "http://127.0.0.1:1";
        builder.AddContactCenters();
        var outreach = new Outreach(world.Process.Writer, world.Intake, world.Ledger, world.Store, world.Store, world.Channel, consents, world.Time);
        return new OutboundApi(
            outreach,
            builder.Build().Services.GetRequiredService<ContactCenterDirectory>(),
            new BodyReader(world.Time, NullLogger<BodyReader>.Instance),
            NullLogger<OutboundApi>.Instance);
    }
}
