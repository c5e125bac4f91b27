-- The two roles and the database that the portal needs, once, as a superuser:
--   OWNER_PASSWORD=… PORTAL_PASSWORD=… psql --set ON_ERROR_STOP=1 --file deploy/postgres/10-roles.sql
-- The owner makes the tables and is used by migrations only. The portal's own role is
-- given, table by table, what it needs, and can neither change nor delete audit rows.
\getenv owner_password OWNER_PASSWORD
\getenv portal_password PORTAL_PASSWORD

create role groundwork_owner login password :'owner_password';
create role groundwork_portal login password :'portal_password';

create database groundwork owner groundwork_owner;
revoke all on database groundwork from public;
grant connect on database groundwork to groundwork_portal;
