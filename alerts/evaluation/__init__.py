"""How good the judgement is: people and violations compared with what pictures and clips truly show."""
