"""The OA system: approvals and the forms that they are about."""
