"""The version, as CHANGELOG.md's newest heading says it; a test keeps the two equal."""

VERSION = "0.1.0"
