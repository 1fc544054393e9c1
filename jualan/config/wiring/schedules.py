"""Jobs that come round by themselves: job → cron expression, in the workspace's time zone."""

SCHEDULES = {
    "home.daily_backup": "5 * * * *",
    "core.forget_ended_sessions": "17 3 * * *",
    "core.forget_settled_failures": "27 3 * * *",
}
