"""Addresses of Setup; superadmins only."""

from django.urls import path

from hanse.web.setup import fields, mail, overview, profiles, roles, sections, users, visibility

app_name = "setup"
urlpatterns = [
    path("", overview.index, name="index"),
    path("show-crm/", overview.show_crm, name="show_crm"),
    path("users/", users.index, name="users"),
    path("users/new/", users.new, name="user_new"),
    path("users/<int:user_id>/", users.edit, name="user_edit"),
    path("users/<int:user_id>/invite/", users.invite_again, name="user_invite"),
    path("users/<int:user_id>/active/", users.set_active, name="user_active"),
    path("profiles/", profiles.index, name="profiles"),
    path("profiles/new/", profiles.new, name="profile_new"),
    path("profiles/<int:profile_id>/", profiles.edit, name="profile_edit"),
    path("profiles/<int:profile_id>/delete/", profiles.delete, name="profile_delete"),
    path("roles/", roles.index, name="roles"),
    path("roles/new/", roles.new, name="role_new"),
    path("roles/<int:role_id>/", roles.edit, name="role_edit"),
    path("roles/<int:role_id>/delete/", roles.delete, name="role_delete"),
    path("fields/", fields.index, name="fields"),
    path("fields/new/", fields.new, name="field_new"),
    path("fields/<int:field_id>/", fields.edit, name="field_edit"),
    path("fields/<int:field_id>/delete/", fields.delete, name="field_delete"),
    path("fields/<int:field_id>/move/", fields.move, name="field_move"),
    path("fields/sections/new/", sections.new, name="section_new"),
    path("fields/sections/<int:section_id>/", sections.edit, name="section_edit"),
    path("fields/sections/<int:section_id>/delete/", sections.delete, name="section_delete"),
    path("fields/sections/<int:section_id>/move/", sections.move, name="section_move"),
    path("visibility/", visibility.index, name="visibility"),
    path("visibility/<int:entry_id>/show/", visibility.show_again, name="visibility_show"),
    path("mail/", mail.index, name="mail"),
    path("mail/test/", mail.send_test, name="mail_test"),
    path("mail/<int:mail_id>/again/", mail.again, name="mail_again"),
    path("mail/<int:mail_id>/discard/", mail.discard, name="mail_discard"),
]
