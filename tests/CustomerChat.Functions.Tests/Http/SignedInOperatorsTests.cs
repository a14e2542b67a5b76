using System.Text;
using System.Text.Json;
using CustomerChat.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace CustomerChat.Functions.Tests.Http;

public class SignedInOperatorsTests
{
    private const string RoleType = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role";

    /// <summary>Anybody can send the headers to an app whose platform does not write them; and without a role everybody in the company would be an operator.</summary>
    [Theory]
    [InlineData("True", "Operator", true)]
    [InlineData("true", "Operator", true)]
    [InlineData("False", "Operator", false)]
    [InlineData(null, "Operator", false)]
    [InlineData("True", "", false)]
    [InlineData("True", null, false)]
    public void IsOn_WithoutAuthenticationOrWithoutARole_IsFalse(string? authenticates, string? role, bool on)
    {
        var operators = Operators(authenticates, role);
        Assert.Equal(on, operators.IsOn);
        Assert.Equal(on, operators.IsOperator(Request(Principal(("roles", "Operator"), ("roles", "")))));
    }

    /// <summary>The platform maps some names of claims to long ones, and says in role_typ which one is the roles'.</summary>
    [Theory]
    [InlineData("roles", "Operator", true)]
    [InlineData(RoleType, "Operator", true)]
    [InlineData("roles", "operator", false)]
    [InlineData("roles", "Reader", false)]
    [InlineData("name", "Operator", false)]
    [InlineData("groups", "Operator", false)]
    public void IsOperator_HasTheRole_OrNot(string type, string value, bool expected) =>
        Assert.Equal(expected, Operators().IsOperator(Request(Principal(("name", "Agnes"), (type, value)))));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not base64")]
    [InlineData("bm90IEpTT04=")]
    [InlineData("[]")]
    [InlineData("""{"auth_typ":"aad"}""")]
    [InlineData("""{"auth_typ":"aad","claims":{}}""")]
    [InlineData("""{"auth_typ":"aad","claims":[1]}""")]
    [InlineData("""{"auth_typ":"aad","claims":[{"typ":"roles"}]}""")]
    [InlineData("""{"auth_typ":"aad","claims":[{"typ":"roles","val":1}]}""")]
    [InlineData("""{"auth_typ":"aad","claims":[{"typ":null,"val":"Operator"}]}""")]
    [InlineData("""{"auth_typ":"google","claims":[{"typ":"roles","val":"Operator"}]}""")]
    [InlineData("""{"claims":[{"typ":"roles","val":"Operator"}]}""")]
    public void IsOperator_WhoseHeaderIsNotAnEntraPrincipalWithTheRole_IsFalse(string? header) =>
        Assert.False(Operators().IsOperator(Request(header?.StartsWith('{') == true || header == "[]" ? Convert.ToBase64String(Encoding.UTF8.GetBytes(header)) : header)));

    /// <summary>A page of another site can't read the answer, but it could erase a chat: the browser adds the operator's cookie to its request.</summary>
    [Theory]
    [InlineData(null, null, true)]
    [InlineData(null, "https://other.example", false)]
    [InlineData("same-origin", "https://relay.example", true)]
    [InlineData("none", null, true)]
    [InlineData("same-site", "https://other.example", false)]
    [InlineData("cross-site", null, false)]
    [InlineData("", null, false)]
    public void IsOperator_OfAnotherSitesPage_IsFalse(string? site, string? origin, bool expected)
    {
        var request = Request(Principal(("roles", "Operator")));
        if (site is not null)
        {
            request.Headers["Sec-Fetch-Site"] = site;
        }

        if (origin is not null)
        {
            request.Headers.Origin = origin;
        }

        Assert.Equal(expected, Operators().IsOperator(request));
    }

    [Fact]
    public void NameOf_APersonOrAProgram_IsTheNameOrTheId()
    {
        var request = Request(Principal(("roles", "Operator")));
        Assert.Null(Operators().NameOf(request));
        request.Headers["X-MS-CLIENT-PRINCIPAL-ID"] = "7f6c0a9e";
        Assert.Equal("7f6c0a9e", Operators().NameOf(request));
        request.Headers["X-MS-CLIENT-PRINCIPAL-NAME"] = "agnes@example.com";
        Assert.Equal("agnes@example.com", Operators().NameOf(request));
        Assert.Null(Operators(authenticates: null).NameOf(request));
    }

    private static SignedInOperators Operators(string? authenticates = "True", string? role = "Operator") => new(new ConfigurationBuilder().AddInMemoryCollection(
        new Dictionary<string, string?> { ["WEBSITE_AUTH_ENABLED"] = authenticates, ["Ops:SignInRole"] = role }).Build());

    private static HttpRequest Request(string? principal)
    {
        var request = new DefaultHttpContext().Request;
        if (principal is not null)
        {
            request.Headers["X-MS-CLIENT-PRINCIPAL"] = principal;
        }

        return request;
    }

    /// <summary>The shape is the one that Microsoft documents for the header.</summary>
    private static string Principal(params (string Type, string Value)[] claims) => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new
    {
        auth_typ = "aad",
        claims = claims.Select(c => new { typ = c.Type, val = c.Value }),
        name_typ = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
        role_typ = RoleType,
    }));
}
