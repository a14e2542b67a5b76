// Opens a chat, says something and shows what the agent answers: npm run example -- http://127.0.0.1:7071 <contact centre> "Do you have these in 38?"
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

const [baseUrl, contactCenterId, text = "Hello"] = process.argv.slice(2);
const api = createClient<paths>({ baseUrl, headers: { ContactCenterId: contactCenterId } });

const { data: chat, error } = await api.POST("/api/v2/me/chat", { body: { operationName: "RequestChat", nickname: "Ann", subject: "Shoes" } });
if (!chat) throw new Error(error.statusMessage);
const path = { id: chat.id };
await api.POST("/api/v2/me/chat/{id}", { params: { path }, body: { operationName: "SendMessage", text } });

for (let answered = false; !answered; await new Promise((resolve) => setTimeout(resolve, 1000))) {
  const { data } = await api.GET("/api/v2/me/chat/{id}/messages", { params: { path } });
  for (const message of data?.messages.filter((m) => m.type === "Text" && m.from.type === "Agent") ?? []) {
    console.log(`${message.from.nickname}: ${message.text}`);
    answered = true;
  }
}

await api.POST("/api/v2/me/chat/{id}", { params: { path }, body: { operationName: "Complete" } });
