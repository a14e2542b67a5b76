// Opens a chat, says something and shows what the agent answers: dotnet run -- http://127.0.0.1:7071 <contact centre> "Do you have these in 38?"
using CustomerChat.Client;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;

using var http = new HttpClient();
http.DefaultRequestHeaders.Add("ContactCenterId", args[1]);
using var adapter = new HttpClientRequestAdapter(new AnonymousAuthenticationProvider(), httpClient: http) { BaseUrl = args[0] };
var chats = new CustomerChatClient(adapter).Api.V2.Me.Chat;

var chat = chats[(await chats.PostAsync(new() { OperationName = "RequestChat", Nickname = "Ann", Subject = "Shoes" }))!.Id!];
await chat.PostAsync(new() { OperationName = "SendMessage", Text = args[2] });

for (var answered = false; !answered; await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System))
{
    foreach (var message in (await chat.Messages.GetAsync())!.Messages!.Where(m => m is { Type: "Text", From.Type: "Agent" }))
    {
        Console.WriteLine($"{message.From!.Nickname}: {message.Text}");
        answered = true;
    }
}

await chat.PostAsync(new() { OperationName = "Complete" });
