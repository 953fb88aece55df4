%% SPDX-License-Identifier: Apache-2.0
%% erts_debug: sizes of terms.
-module(erts_debug).

-export([flat_size/1]).

%% The words of a term on a heap of its own; nothing is shared. A native.
-spec flat_size(term()) -> non_neg_integer().
flat_size(_Term) -> erlang:nif_error(undefined).
