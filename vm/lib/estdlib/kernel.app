%% SPDX-License-Identifier: Apache-2.0
%% kernel.app: the application kernel, the parts of it that are here.
{application, kernel, [
    {description, "ERTS  CXC 138 10"},
    {vsn, "8.5.3"},
    {modules, [
        application, application_controller, application_master, avm_user, code, error_logger, file, global,
        kernel, logger, logger_filters, logger_formatter, logger_manager, logger_std_h, net_kernel, os, port
    ]},
    {registered, [application_controller, error_logger, global_name_server, kernel_sup]},
    {applications, []},
    {env, []},
    {mod, {kernel, []}}
]}.
