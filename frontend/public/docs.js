// The description of the HTTP interface, drawn from what the server says of itself; nothing comes from elsewhere.
window.SwaggerUIBundle({ url: './openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });
