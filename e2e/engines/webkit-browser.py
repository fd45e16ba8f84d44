#!/usr/bin/python3
"""A WebKitGTK window that WebKitWebDriver drives, with a profile on disk: the MiniBrowser forgets everything when it is
driven. Its one argument is the profile's folder. What the page's console says goes to stdout."""

import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2

profile = sys.argv[1]
context = WebKit2.WebContext.new_with_website_data_manager(
    WebKit2.WebsiteDataManager(
        base_data_directory=f"{profile}/data", base_cache_directory=f"{profile}/cache"
    )
)
context.get_cookie_manager().set_persistent_storage(
    f"{profile}/cookies.sqlite", WebKit2.CookiePersistentStorage.SQLITE
)


def open_window(_session):
    view = WebKit2.WebView(
        web_context=context,
        is_controlled_by_automation=True,
        settings=WebKit2.Settings(
            enable_media_stream=True,
            enable_mock_capture_devices=True,
            # As on a phone: sound begins with a tap.
            media_playback_requires_user_gesture=True,
            enable_write_console_messages_to_stdout=True,
        ),
    )
    view.connect("permission-request", lambda _view, request: request.allow() or True)
    window = Gtk.Window(default_width=430, default_height=932)
    window.add(view)
    window.show_all()
    return view


def automation_started(_context, session):
    info = WebKit2.ApplicationInfo()
    info.set_name("Tap Story journeys")
    session.set_application_info(info)
    session.connect("create-web-view", open_window)


context.connect("automation-started", automation_started)
context.set_automation_allowed(True)
Gtk.main()
