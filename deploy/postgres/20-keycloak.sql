-- Keycloak's own database on the same server; only docker-compose uses this file.
\getenv keycloak_password KEYCLOAK_PASSWORD

create role keycloak login password :'keycloak_password';
create database keycloak owner keycloak;
revoke all on database keycloak from public;
