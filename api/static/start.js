SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  // Swagger's own service would be asked to validate the document.
  validatorUrl: null,
  defaultModelsExpandDepth: 0,
});
